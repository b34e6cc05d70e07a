/** The stages between None and Archived with the versions that they show, the one that serves first. `order` has all stages. */
export function heldStages(
  held: Readonly<Record<string, string>>,
  order: readonly string[],
): readonly (readonly [stage: string, version: string])[] {
  return Object.entries(held)
    .filter(([stage]) => stage !== 'None' && stage !== 'Archived')
    .sort(([a], [b]) => order.indexOf(b) - order.indexOf(a));
}
