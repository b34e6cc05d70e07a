const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const MAX_SEGMENT_BYTES = 255;
const MAX_DEPTH = 16;

/**
 * What keeps a relative path from existing on every common file system, or undefined. A version that
 * passes can be exported, and unpacked on Windows and macOS (Microsoft, "Naming Files, Paths, and
 * Namespaces"; POSIX NAME_MAX).
 */
export function pathFault(path: string): string | undefined {
  const segments = path.split('/');
  if (segments.length > MAX_DEPTH) return `is more than ${MAX_DEPTH} directories deep`;
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') return 'has an empty or dotted part';
    if (/[\u0000-\u001f\u007f]/.test(segment)) return 'has a control character';
    if (/[\\:]/.test(segment)) return 'has a backslash or a colon';
    if (/[. ]$/.test(segment)) return 'has a part that ends with a dot or a space';
    if (DEVICE.test(segment)) return 'has the name of a device on Windows';
    if (new TextEncoder().encode(segment).length > MAX_SEGMENT_BYTES) return `has a part of over ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
}

/** What two paths have in common if they cannot lie side by side on a file system that ignores case. */
export function foldPath(path: string): string {
  return path.normalize('NFKC').toLowerCase();
}

/** Order by the UTF-8 bytes, which is the order of code points: what `LC_ALL=C sort` and archives use. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
