// What the views ask for, by name. Each function answers alike from the API and from files.

import { detailAsKnown } from "../record/asknown";
import { boot, loadApi, loadFile, post } from "./load";
import type {
  About,
  ArticleRow,
  ArticleMention,
  Changes,
  Day,
  Decision,
  DecisionResult,
  EventDetail,
  History,
  Ledger,
  Overview,
  QueueItem,
  Reader,
  SearchResult,
  Sources,
} from "./types";

const served = boot.mode === "api";
const query = (asOf: Day | null): Record<string, string | null> => ({ as_of: asOf });

export const about = (): Promise<About> => (served ? loadApi("about") : loadFile("about"));
export const overview = (asOf: Day | null): Promise<Overview> =>
  served ? loadApi("overview", query(asOf)) : loadFile("overview");
export const history = (): Promise<History> => loadFile("history");
export const control = (): Promise<Ledger> => (served ? loadApi("control") : loadFile("control"));
export const sources = (): Promise<Sources> => (served ? loadApi("sources") : loadFile("sources"));

/** One event; ``row`` is its place in the overview, which tells the file that holds it. */
export async function event(id: string, asOf: Day | null, row: number, shard: number): Promise<EventDetail> {
  if (served) return loadApi(`events/${encodeURIComponent(id)}`, query(asOf));
  if (row < 0) throw new Error(`No event ${id} in these files.`);
  const found = (await loadFile<{ events: Record<string, EventDetail> }>(`events/${Math.floor(row / shard)}`)).events[
    id
  ];
  const known = asOf ? detailAsKnown(found!, asOf) : found!;
  if (!known) throw new Error(`Event ${id} was not known on ${asOf}.`);
  return known;
}

type ArticleList = { articles: ArticleRow[]; shard: number };

/** Articles of the record from an offset on, and how many there are. */
export async function articles(offset: number, limit: number): Promise<{ count: number; articles: ArticleRow[] }> {
  if (served) return loadApi("articles", { offset: `${offset}`, limit: `${limit}` });
  const all = (await loadFile<ArticleList>("articles")).articles;
  return { count: all.length, articles: all.slice(offset, offset + limit) };
}

export async function article(id: string): Promise<Reader> {
  if (served) return loadApi(`articles/${encodeURIComponent(id)}`);
  const { articles, shard } = await loadFile<ArticleList>("articles");
  const index = articles.findIndex((row) => row.id === id);
  if (index < 0) throw new Error(`No article ${id} in these files.`);
  const files = await loadFile<{ articles: Record<string, Reader> }>(`articles/${Math.floor(index / shard)}`);
  return files.articles[id]!;
}

/** All mentions of an article; null where the page lies on a disk and they were not written. */
export async function mentions(reader: Reader): Promise<ArticleMention[] | null> {
  if (reader.mentions || !served) return reader.mentions;
  return (await loadApi<{ mentions: ArticleMention[] }>(`articles/${encodeURIComponent(reader.article.id)}/mentions`))
    .mentions;
}

/** Full-text search; null where only the page's own index can be searched. */
export const search = async (words: string): Promise<SearchResult | null> =>
  served ? loadApi("search", { q: words }) : null;

export const changes = (from: Day, to: Day): Promise<Changes> => loadApi("changes", { from, to });

export const reviewQueue = (): Promise<{ count: number; items: QueueItem[] }> => loadApi("review/queue");
export const reviewLog = (): Promise<{ decisions: Decision[] }> => loadApi("review/log");
export const decide = (decision: Record<string, unknown>): Promise<DecisionResult> =>
  post("review/decisions", decision);
export const undo = (id: number): Promise<DecisionResult> => post("review/undo", { id });
