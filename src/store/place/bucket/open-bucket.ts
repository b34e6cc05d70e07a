import type { Place } from '../../place.ts';
import type { BucketDirectories } from './bucket.ts';

const METHODS = [
  ...['read', 'exists', 'stat', 'list', 'open', 'openHasher'],
  ...['findImpostor', 'findRefusals', 'canCreate', 'findClosed', 'share', 'found'],
  ...['prepare', 'create', 'replace', 'settle', 'note', 'remove', 'removeEmpty', 'removeFiles'],
  ...['take', 'checkMovable', 'link', 'write', 'put', 'publish', 'move', 'withdraw', 'discard'],
] as readonly Exclude<keyof Place, 'remote' | 'renames' | 'refresh'>[];

/** A bucket as the place of a registry. What speaks to it is loaded when it is asked for something. */
export function openBucket(own: BucketDirectories): Place {
  let loaded: Promise<Place> | undefined;
  const load = () => {
    loaded ??= import('./bucket.ts').then(({ createBucket }) => createBucket(own));
    return loaded;
  };
  const methods = METHODS.map((name) => [
    name,
    async (...given: unknown[]) => ((await load())[name] as (...given: unknown[]) => unknown)(...given),
  ]);
  return { ...Object.fromEntries(methods), remote: true, renames: false, refresh: () => {} };
}
