// The ledger of control as the articles published until a day had it.

import type { ControlRow, Day } from "../api/types";

/** Rows that a claim of that day or before carries; an end that only later articles tell is open again. */
export function ledgerAsOf(rows: ControlRow[], day: Day | null): ControlRow[] {
  if (day === null) return rows;
  const kept = rows.flatMap((row) => {
    const claims = row.claims.filter((claim) => claim.published !== null && claim.published <= day);
    return claims.length ? [{ ...row, claims }] : [];
  });
  const begun = new Set(kept.map((row) => `${row.place.id ?? row.place.name}|${row.from}`));
  return kept.map((row) =>
    row.to && !begun.has(`${row.place.id ?? row.place.name}|${row.to}`) ? { ...row, to: null } : row,
  );
}
