// The evidence of an event as a table to keep: one row for each field of each claim, with its words.

import type { EventDetail } from "../api/types";
import { csvCell } from "./text";

const COLUMNS = [
  "event",
  "claim",
  "article",
  "outlet",
  "published",
  "origins",
  "field",
  "value",
  "quote",
  "start",
  "end",
  "by",
  "sentence",
];

export function evidenceCsv(detail: EventDetail): string {
  const rows = detail.claims.flatMap(({ claim, article, origins, evidence }) =>
    evidence.map((row) => [
      detail.summary.id,
      claim.id,
      article.id,
      article.outlet,
      article.published,
      origins.join("; "),
      row.field,
      row.value,
      row.quote,
      row.start,
      row.end,
      row.by,
      row.sentence?.text ?? null,
    ]),
  );
  return [COLUMNS, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/** Hands a text to the reader as a file. */
export function download(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
}
