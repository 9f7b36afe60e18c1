// What the record looks like on the wire: docs/interface.md, "The page's data". Days are "YYYY-MM-DD"; offsets count
// code points of the article's text; unknown is null. Every string may come from a hostile article: text nodes only.

export type Day = string;

export interface Boot {
  mode: "api" | "files";
  base: string;
  review: boolean;
  reviewer: string | null;
  version: string;
}

export interface About {
  counts: Record<string, number>;
  first: Day | null;
  last: Day | null;
  published: [Day | null, Day | null];
  failed: number;
  sample: boolean;
  event_types: Record<string, string[]>;
  attribution: string[];
}

export interface Place {
  id: string | null;
  name: string;
  kind: string | null;
  country: string | null;
  country_name: string | null;
  admin1: string | null;
  admin2: string | null;
  lat: number | null;
  lon: number | null;
  radius_km: number | null;
  precision: number | null;
  relation: string;
}

export interface Party {
  actor: string | null;
  name: string;
  alleged: boolean;
}

/** Low, best, high; null is open or not known. */
export type Bounds = [number | null, number | null, number | null];

export interface Summary {
  id: string;
  title: string;
  event_type: string;
  sub_event_type: string;
  status: string;
  level: string;
  parent: string | null;
  start: Day | null;
  end: Day | null;
  time_precision: number | null;
  constraint: string | null;
  place: Place | null;
  side_a: Party[];
  side_b: Party[];
  tolls: Record<string, Bounds>;
  outlets: string[];
  origins: string[];
  source_kinds: string[];
  articles: number;
  claims: number;
  /** Bodies behind the origins: a state's army and its news agency are one. */
  independent: number;
  corroborated: boolean;
  disputed: string[];
  denied: boolean;
  updated: string[];
  known: Day | null;
  last: Day | null;
}

/** All summaries by column; numbers index the lists. In a side, -(i+1) is actor i, alleged. */
export interface Overview {
  count: number;
  as_of: Day | null;
  shard: number;
  sub_event_types: string[];
  event_type_of: Record<string, string>;
  statuses: string[];
  places: Place[];
  actors: { actor: string | null; name: string }[];
  outlets: string[];
  origins: string[];
  source_kinds: string[];
  toll_kinds: string[];
  fields: string[];
  columns: OverviewColumns;
}

export interface OverviewColumns {
  id: string[];
  title: string[];
  type: number[];
  status: number[];
  level: string[];
  parent: (string | null)[];
  start: (Day | null)[];
  end: (Day | null)[];
  constraint: (string | null)[];
  time_precision: (number | null)[];
  place: (number | null)[];
  side_a: number[][];
  side_b: number[][];
  tolls: [number, number | null, number | null, number | null][][];
  outlets: number[][];
  origins: number[][];
  source_kinds: number[][];
  articles: number[];
  claims: number[];
  independent: number[];
  disputed: number[][];
  denied: boolean[];
  updated: number[][];
  known: (Day | null)[];
  last: (Day | null)[];
}

export interface Change {
  field: string;
  was: string | null;
  is: string | null;
}
export interface HistoryStep {
  day: Day;
  row: Partial<Summary>;
  changes: Change[];
}
export interface History {
  events: Record<string, HistoryStep[]>;
}
export interface Changes {
  from: Day;
  to: Day;
  new: Summary[];
  changed: { id: string; title: string; changes: Change[] }[];
  counts: { from: number; to: number };
}

export interface Sentence {
  text: string;
  start: number;
  end: number;
}

export interface ArticleRow {
  id: string;
  title: string | null;
  outlet: string | null;
  agency: string | null;
  author: string | null;
  published: Day | null;
  language: string | null;
  url: string | null;
  claims: number;
  events: number;
  copy_of: string | null;
}

/** How a claim stands to the event's value of a field. */
export type Standing = "agrees" | "differs" | "updated" | "denies" | "silent" | "no comment";

export interface Says {
  claim: string;
  value: string | null;
  origins: string[];
  how: Standing;
}
export interface EventField {
  field: string;
  value: string | null;
  agreement: string | null;
  says: Says[];
}

export interface Mark {
  claim: string;
  article: string;
  low: number | null;
  high: number | null;
  approximate: boolean;
  vague: boolean;
  part_of: string | null;
  words: string;
  quote: string;
  start: number;
  end: number;
  outlet: string | null;
  published: Day | null;
  origin: string;
  source_kind: string | null;
  replaced: boolean;
}

export interface Figure {
  kind: string;
  whom: string;
  low: number | null;
  best: number | null;
  high: number | null;
  rule: string;
  marks: Mark[];
}

export interface EvidenceRow {
  field: string;
  value: string | null;
  quote: string | null;
  start: number | null;
  end: number | null;
  by: string;
  sentence: Sentence | null;
}

export interface ChainLink {
  role: string;
  name: string;
  kind?: string;
  stance?: string;
  certainty?: string;
}

export interface ClaimCard {
  claim: {
    id: string;
    status: string;
    focus: string;
    sub_event_type: string;
    trigger: { quote: string; start: number; end: number };
  };
  article: ArticleRow;
  origins: string[];
  chain: ChainLink[];
  sentence: Sentence | null;
  evidence: EvidenceRow[];
}

export interface SourceRow {
  name: string;
  kind: string;
  stance: string;
  certainty: string;
}
export interface Chain {
  outlet: string | null;
  agency: string | null;
  copy_of: string | null;
  article: string;
  sources: SourceRow[];
  claims: string[];
}
export interface LinkRow {
  claims: [string, string];
  score: number;
  reasons: { name: string; part: number; words: string | null }[];
}
export interface EventHistoryRow {
  day: Day;
  articles: string[];
  summary: Summary;
  changes: Change[];
}

export interface EventDetail {
  summary: Summary;
  title: string;
  note: string | null;
  fields: EventField[];
  figures: Figure[];
  claims: ClaimCard[];
  chains: Chain[];
  links: LinkRow[];
  /** The pair of its claims that agrees least. */
  against: LinkRow | null;
  history: EventHistoryRow[];
  parent: Summary | null;
  children: Summary[];
  citation: string;
}

export interface Zone {
  kind: string;
  start: number;
  end: number;
  coded: boolean;
}
export interface ArticleMark {
  start: number;
  end: number;
  field: string;
  value: string | null;
  claim: string;
  by: string;
}
export interface ArticleMention {
  start: number;
  end: number;
  kind: string;
  value: string | null;
  by: string;
}
export interface ArticleClaim {
  id: string;
  event: string | null;
  title: string | null;
  sub_event_type: string;
  status: string;
  focus: string;
}

export interface Reader {
  article: ArticleRow;
  text: string;
  notes: string[];
  zones: Zone[];
  claims: ArticleClaim[];
  marks: ArticleMark[];
  mentions: ArticleMention[] | null;
}

export interface ControlClaim {
  id: string;
  event: string | null;
  article: string;
  outlet: string | null;
  published: Day | null;
  quote: string;
  sentence: Sentence | null;
  start: number;
  end: number;
}

export interface ControlRow {
  place: Place;
  holder: Party | null;
  previous: Party | null;
  state: string;
  from: Day | null;
  to: Day | null;
  contested: boolean;
  claims: ControlClaim[];
}

export interface Ledger {
  days: Day[];
  on: Day | null;
  rows: ControlRow[];
}

export interface OutletRow {
  name: string;
  articles: number;
  claims: number;
  events: number;
  alone: number;
  first: number;
  corroborated: number;
  contradicted: number;
  copies: number;
}

export interface OriginRow {
  name: string;
  kind: string;
  claims: number;
  events: number;
  alone: number;
  first: number;
  corroborated: number;
  contradicted: number;
  denies: number;
  outlets: string[];
}

export interface Sources {
  outlets: OutletRow[];
  origins: OriginRow[];
  copies: { from: string; by: string; articles: number; pairs: [string, string][] }[];
}

export interface SearchResult {
  ids: string[];
  articles: {
    id: string;
    title: string | null;
    outlet: string | null;
    published: Day | null;
    snippet: [string, boolean][];
  }[];
}

export interface Decision {
  id: number;
  made: string;
  by: string;
  action: string;
  /** null where the claims are in no event any more. */
  event: string | null;
  detail: Record<string, unknown>;
  undone: boolean;
  can_undo: boolean;
}

export interface QueueItem {
  event: Summary;
  doubt: number;
  why: string[];
  decided: { action: string; by: string; made: string } | null;
}
export interface DecisionResult {
  decision: Decision;
  events: string[];
  gone: string[];
}
