/** Versions by stage, as the manifest holds them: the first of a list is the newest, and no list is empty. */
export type StageLists = Record<string, string[]>;

/** The versions of a stage; own members only, since a stage may be called `constructor`. */
export function listOf(lists: Readonly<StageLists> | undefined, stage: string): readonly string[] {
  return (lists !== undefined && Object.hasOwn(lists, stage) && lists[stage]) || [];
}

/** A copy whose lists can be changed. */
export function copyLists(lists: Readonly<StageLists>): StageLists {
  return Object.fromEntries(Object.entries(lists).map(([stage, versions]) => [stage, [...versions]]));
}

/** Puts a list in place of a stage's, or removes it where it is empty. */
export function setList(lists: StageLists, stage: string, versions: readonly string[]): void {
  if (versions.length > 0) lists[stage] = [...versions];
  else delete lists[stage];
}

/** Takes a version out of every list. */
export function removeFromLists(lists: StageLists, version: string): void {
  for (const [stage, versions] of Object.entries(lists)) {
    if (versions.includes(version))
      setList(
        lists,
        stage,
        versions.filter((other) => other !== version),
      );
  }
}
