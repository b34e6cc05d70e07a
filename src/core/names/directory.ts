/** Where a deleted version lies once it is restored: one name for each deletion, so that whoever restores it
 * after an interrupted attempt finds what was moved already. */
export function restoredDirectory(directory: string, deletion: number): string {
  return `${directory.replace(/-r\d+$/, '')}-r${deletion}`;
}

/** The last part of a version directory's name: what tells it from others of the same version. */
export function timestampOf(directory: string): string {
  return directory.slice(directory.lastIndexOf('_') + 1);
}
