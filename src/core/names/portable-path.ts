const MAX_SEGMENT_BYTES = 255;
const MAX_DEPTH = 16;

/** Whether Windows keeps the name for a device, with or without an extension (Microsoft, "Naming Files,
 * Paths, and Namespaces"). */
export function isDeviceName(name: string): boolean {
  return /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\.|$)/i.test(name);
}

/**
 * Why a relative path cannot exist on every common file system; undefined if it can. A version that
 * passes can be exported, and unpacked on Windows and macOS (Microsoft, "Naming Files, Paths, and
 * Namespaces"; POSIX NAME_MAX).
 */
export function pathFault(path: string, maxDepth: number = MAX_DEPTH): string | undefined {
  const fault = localPathFault(path, maxDepth);
  if (fault !== undefined) return fault;
  for (const segment of path.split('/')) {
    if (/[:*?"<>|]/.test(segment)) return 'has one of \\ : * ? " < > |';
    if (/[. ]$/.test(segment)) return 'has a part that ends with a dot or a space';
    if (isDeviceName(segment)) return 'has the name of a device on Windows';
  }
  return undefined;
}

/** Why a relative path cannot be that of a file below a directory here: what any POSIX file system takes passes, but for names that
 * would change a terminal or read as a path of Windows. */
export function localPathFault(path: string, maxDepth: number = MAX_DEPTH): string | undefined {
  const segments = path.split('/');
  if (segments.length > maxDepth) return `is more than ${maxDepth} directories deep`;
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') return 'has an empty or dotted part';
    if (/[\u0000-\u001f\u007f]/.test(segment)) return 'has a control character';
    if (segment.includes('\\')) return 'has a backslash';
    if (new TextEncoder().encode(segment).length > MAX_SEGMENT_BYTES)
      return `has a part of over ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
}

/** What two paths have in common if they cannot lie side by side on a file system that ignores case. */
export function foldPath(path: string): string {
  // Both ways, since neither alone brings together ß and SS, or the three forms of sigma.
  return path.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC');
}

/** Order by the UTF-8 bytes, which is the order of code points: what `LC_ALL=C sort` and archives use. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
