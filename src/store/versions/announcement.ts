/**
 * Before a directory leaves the staging area for its place, a file in the staging area names the place. If the process is killed
 * before the version is on record, `gc` knows by it that the directory is mreg's own leftover. A directory that no such file
 * names is a person's. The file is not synced: if a power cut takes it, the directory stays, which loses nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Announcement } from '../../core/decide/retention/gc.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';

const SUFFIX = '.announcement.json';

/** Announces directories, relative to the root; the answer removes the announcement.
 * @throws MREG_IO */
export function announce(
  { place, staging }: Layout,
  announcement: Announcement,
): Promise<() => Promise<void>> {
  const bytes = Buffer.from(`${JSON.stringify(announcement)}\n`);
  return place.note(join(staging, `${randomUUID()}${SUFFIX}`), bytes);
}

/** Whether a name in the staging area is that of an announcement. */
export function isAnnouncement(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/** What an announcement says; undefined for bytes that are none, such as one that a power cut has emptied. */
export function parseAnnouncement(bytes: Buffer): Announcement | undefined {
  try {
    const { registry, directories } = JSON.parse(bytes.toString('utf8'));
    const isOne = Array.isArray(directories) && directories.every((one) => typeof one === 'string');
    return isOne && (registry === null || typeof registry === 'string')
      ? { registry, directories }
      : undefined;
  } catch {
    return undefined;
  }
}
