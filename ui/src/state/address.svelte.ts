// The address holds the state: "#/view/id?filters". A view can be shared, reloaded, and left by "back".

import { keepToken } from "../api/load";
import { read, write, type Filters } from "../record/filters";
import { isDay } from "../record/days";

export const VIEWS = ["overview", "event", "article", "control", "known", "sources", "review"] as const;
export type View = (typeof VIEWS)[number];

class Address {
  view = $state<View>("overview");
  id = $state<string | null>(null);
  query = $state.raw(new URLSearchParams());
  filters: Filters = $derived(read(this.query));
  asOf = $derived(isDay(this.query.get("as_of")) ? this.query.get("as_of") : null);
  /** The overview as it was last seen, for the way back. */
  lastOverview = $state("#/overview");

  constructor() {
    if (keepToken(location.hash)) history.replaceState(null, "", "#/review");
    this.#read();
    addEventListener("popstate", () => this.#read());
    addEventListener("hashchange", () => this.#read());
  }

  #read(): void {
    const [path = "", words = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const [view, id] = path.split("/");
    this.view = VIEWS.find((one) => one === view) ?? "overview";
    this.id = id ? decoded(id) : null;
    this.query = new URLSearchParams(words);
    if (this.view === "overview") this.lastOverview = location.hash || "#/overview";
  }

  /** Goes to an address; ``quiet`` replaces the entry of the history, for what changes while it is dragged or typed. */
  go(address: string, quiet = false): void {
    if (address === location.hash) return;
    if (quiet) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.#read();
  }

  setFilters(changed: Partial<Filters>, quiet = false): void {
    this.go(link(this.view, this.id, write({ ...this.filters, ...changed }, new URLSearchParams(this.query))), quiet);
  }

  set(name: string, value: string | null, quiet = false): void {
    const query = new URLSearchParams(this.query);
    if (value === null) query.delete(name);
    else query.set(name, value);
    this.go(link(this.view, this.id, query), quiet);
  }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function link(view: View, id: string | null, query: URLSearchParams): string {
  const words = query.toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}${words && `?${words}`}`;
}

export const address = new Address();

/** A link to a view; the day as of which the record is read always goes along, the overview comes back as it was. */
export function to(view: View, id: string | null = null, query: Record<string, string | null> = {}): string {
  const back = view === "overview" ? (address.lastOverview.split("?")[1] ?? "") : "";
  const words = new URLSearchParams(back);
  words.delete("as_of");
  if (address.asOf) words.set("as_of", address.asOf);
  for (const [name, value] of Object.entries(query)) if (value !== null) words.set(name, value);
  return link(view, id, words);
}
