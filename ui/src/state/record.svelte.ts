// The one store: the record as loaded, what the filters let through, and what is pointed at.

import * as api from "../api/client";
import { boot } from "../api/load";
import type { About, Day, History } from "../api/types";
import { asKnownOn, summaries } from "../record/decode";
import { RecordIndex, select, type Selection } from "../record/index";
import { address } from "./address.svelte";

class Record {
  about = $state.raw<About | null>(null);
  index = $state.raw<RecordIndex | null>(null);
  /** Row of each event in the whole overview, and how many rows a file of events holds. */
  whole = $state.raw<{ rowOf: Map<string, number>; shard: number }>({ rowOf: new Map(), shard: 50 });
  error = $state<string | null>(null);
  /** Events whose articles hold the words searched for; null while only the index is searched. */
  hits = $state.raw<ReadonlySet<string> | null>(null);
  /** The event that the pointer or the keyboard is on, in whichever of map, timeline and list. */
  pointed = $state<string | null>(null);

  selection: Selection = $derived(
    this.index ? select(this.index, address.filters, this.hits) : { rows: [], anyDay: [], anywhere: [] },
  );

  /** Loads the record as known on a day (null: now). */
  async load(asOf: Day | null): Promise<void> {
    try {
      this.about ??= await api.about();
      const overview = await api.overview(asOf);
      const rows = summaries(overview);
      if (!asOf || boot.mode === "files")
        this.whole = { rowOf: new Map(rows.map((row, i) => [row.id, i])), shard: overview.shard };
      this.index = new RecordIndex(asOf && boot.mode === "files" ? asKnownOn(rows, await this.history(), asOf) : rows);
      this.error = null;
    } catch (problem) {
      this.error = problem instanceof Error ? problem.message : String(problem);
    }
  }

  history(): Promise<History> {
    return api.history();
  }

  async search(words: string): Promise<void> {
    const found = words.trim() ? await api.search(words).catch(() => null) : null;
    if (words === address.filters.text) this.hits = found && new Set(found.ids);
  }
}

export const record = new Record();
