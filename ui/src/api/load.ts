// The one way to data: the JSON API where the page is served, script files where it lies on a disk. Browsers refuse
// fetch() from file://, so each file of the static site is one call warmonitor_data("path", "...JSON..."):
// a string, so that no text of an article is ever read as script.

import type { Boot } from "./types";

declare global {
  interface Window {
    WARMONITOR?: Boot;
    warmonitor_data?: (path: string, text: string) => void;
  }
}

export class LoadError extends Error {}

export const boot: Boot = window.WARMONITOR ?? {
  mode: "files",
  base: "data/",
  review: false,
  reviewer: null,
  version: "",
};

const TOKEN_KEY = "warmonitor-token";
const arrived = new Map<string, unknown>();
const scripts = new Map<string, Promise<void>>();

window.warmonitor_data = (path, text) => arrived.set(path, JSON.parse(text) as unknown);

/** Adds a script of the page's own folder once; later calls wait for the same one. */
export function loadScript(address: string): Promise<void> {
  const known = scripts.get(address);
  if (known) return known;
  const loading = new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => {
      scripts.delete(address);
      reject(new LoadError(`The file ${address} is missing. Write the site again with "warmonitor site".`));
    };
    document.head.append(script);
  });
  scripts.set(address, loading);
  return loading;
}

/** A file of the static site, by its path without ".js". */
export async function loadFile<T>(path: string): Promise<T> {
  await loadScript(`${boot.base}${path}.js`);
  if (!arrived.has(path)) throw new LoadError(`The file ${boot.base}${path}.js holds no data.`);
  return arrived.get(path) as T;
}

/** A GET of the API. */
export async function loadApi<T>(path: string, query: Record<string, string | null> = {}): Promise<T> {
  return answer<T>(await reach(address(path, query), { headers: authorization() }));
}

/** A POST of the review desk; the header cannot be set by a form of another site. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json", "x-warmonitor": "review", ...authorization() };
  return answer<T>(await reach(address(path, {}), { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Keeps the review token that a link carries (#token=...) for this tab, out of the address. */
export function keepToken(hash: string): boolean {
  const token = /^#token=(.+)$/.exec(hash)?.[1];
  if (token) sessionStorage.setItem(TOKEN_KEY, decodeURIComponent(token));
  return token !== undefined;
}

function address(path: string, query: Record<string, string | null>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
  const words = new URLSearchParams(given).toString();
  return boot.base + path + (words && `?${words}`);
}

function authorization(): Record<string, string> {
  const token = boot.mode === "api" ? sessionStorage.getItem(TOKEN_KEY) : null;
  return token ? { authorization: `Bearer ${token}` } : {};
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new LoadError('The server does not answer. Is "warmonitor serve" still running?');
  }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const told = (await response.json().catch(() => null)) as { error?: string } | null;
  throw new LoadError(told?.error ?? `The server answered ${response.status}.`);
}
