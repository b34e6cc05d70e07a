import { fileOf } from '../core/journal/block.ts';
import { isBucketAddress } from '../core/names/place.ts';
import { openBucket } from './place/bucket/open-bucket.ts';
import { openFolder } from './place/folder/folder.ts';
import { join } from './place/paths.ts';
import type { Place } from './place.ts';

export { relativeTo } from './place/folder/own.ts';

/** A registry's place, and every path of the format in it; see docs/format.md. */
export interface Layout {
  readonly place: Place;
  readonly root: string;
  readonly manifest: string;
  readonly private: string;
  readonly log: string;
  /** A file for each model. */
  readonly models: string;
  readonly staging: string;
  readonly trash: string;
  /** What was measured of versions over time. */
  readonly series: string;
  /** The experiments, all of them. */
  readonly experiments: string;
  /** The runs and logged models, by experiment. */
  readonly runs: string;
  /** What `doctor --repair` set aside; nothing else touches it. */
  readonly quarantine: string;
  /** The file of a model, by <type>/<name>. */
  model(key: string): string;
  /** The entry that made a revision, 1 being the first, as long as it has a file of its own. */
  entry(revision: number): string;
  /** A path that the format stores, such as a version's directory. */
  absolute(relative: string): string;
  /** Where a version's directory lies while the version is deleted. */
  trashed(directory: string): string;
}

export const METADATA_FILE = 'metadata.json';

/** The layout of a registry in a directory, absolute, or in a bucket. */
export function layoutOf(root: string): Layout {
  const own = join(root, '.mreg');
  const log = join(own, 'log');
  const staging = join(own, 'staging');
  const trash = join(own, 'trash');
  return {
    place: isBucketAddress(root) ? openBucket({ root, staging }) : openFolder({ root, staging, trash }),
    root,
    manifest: join(root, 'manifest.json'),
    private: own,
    log,
    models: join(own, 'models'),
    staging,
    trash,
    series: join(own, 'series'),
    experiments: join(own, 'experiments.json'),
    runs: join(own, 'runs'),
    quarantine: join(own, 'quarantine'),
    model: (key) => join(own, 'models', ...`${key}.json`.split('/')),
    entry: (revision) => join(log, fileOf({ level: 0, first: revision })),
    absolute: (relative) => join(root, ...relative.split('/')),
    trashed: (directory) => join(own, 'trash', ...directory.split('/')),
  };
}

/** `<type>/<name>_<version>_<timestamp>` */
export function versionDirectory(type: string, name: string, version: string, timestamp: string): string {
  return `${type}/${name}_${version}_${timestamp}`;
}

/** 14 digits UTC. */
export function timestampOf(at: Date): string {
  return at.toISOString().replace(/\D/g, '').slice(0, 14);
}
