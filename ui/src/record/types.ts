// The six families of event types, in the order in which they are stacked and named everywhere.

export const FAMILIES = [
  "Battles",
  "Explosions/Remote violence",
  "Violence against civilians",
  "Riots",
  "Protests",
  "Strategic developments",
] as const;

/** Number of a family's colour, 0-5: the style sheet has --type-0 ... --type-5. */
export function family(eventType: string): number {
  const found = FAMILIES.indexOf(eventType as (typeof FAMILIES)[number]);
  return found < 0 ? FAMILIES.length - 1 : found;
}

export const colour = (eventType: string): string => `var(--type-${family(eventType)})`;
