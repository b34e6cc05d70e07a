/** The directory of a version after it is restored. It has one name for each deletion, so that a second attempt finds the files
 * that an interrupted one has moved. */
export function restoredDirectory(directory: string, deletion: number): string {
  return `${directory.replace(/-r\d+$/, '')}-r${deletion}`;
}

/** The last part of a version directory's name, which tells it from other directories of the same version. */
export function timestampOf(directory: string): string {
  return directory.slice(directory.lastIndexOf('_') + 1);
}
