/** The fields that names in a condition stand for (docs/conditions.md). */
import { METADATA_MEMBERS } from '../metadata/metadata.ts';
import type { Field, FieldKind } from './condition.ts';

/** Names without a dot that are not metrics, each with its path in the version's view. */
const FIELDS: Readonly<Record<string, readonly [kind: FieldKind, member: string]>> = {
  type: ['text', 'type'],
  model: ['text', 'model'],
  version: ['version', 'version'],
  number: ['number', 'number'],
  stage: ['stage', 'stage'],
  alias: ['text', 'aliases'],
  size: ['size', 'size'],
  age: ['age', 'registered_at'],
  registered_at: ['time', 'registered_at'],
  description: ['text', 'description'],
  pinned: ['text', 'pinned'],
  external: ['text', 'external'],
  digest: ['text', 'digest'],
  directory: ['text', 'directory'],
};

/** Members of metadata.json by a shorter name. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  framework: ['framework', 'name'],
  params: ['hyperparameters'],
};

/** The fields that conditions on one kind of things know. */
export interface FieldLanguage {
  /** The field of a name that was taken apart at its dots; undefined for one that is many. */
  readonly fieldOf: (name: string, path: readonly string[]) => Field | undefined;
  /** Every name of a field that is no metric. */
  readonly names: readonly string[];
}

/** Every name of a field that is no metric. */
export const FIELD_NAMES: readonly string[] = [
  ...Object.keys(FIELDS),
  ...Object.keys(SHORT),
  ...METADATA_MEMBERS.filter((member) => !Object.hasOwn(FIELDS, member) && !Object.hasOwn(SHORT, member)),
];

/** The field of a name that was split at its dots; undefined for `metrics` and `tags`, which are groups of fields. */
function fieldOf(name: string, path: readonly string[]): Field | undefined {
  const [head = '', ...rest] = path;
  const own = Object.hasOwn(FIELDS, head) ? FIELDS[head] : undefined;
  if (own && rest.length === 0) return { name, kind: own[0], path: [own[1]] };
  if (head === 'metrics' || head === 'tags') {
    if (rest.length === 0) return undefined;
    return { name, kind: head === 'tags' ? 'text' : 'metric', path: [head, rest.join('.')] };
  }
  // People often write `tag.x` for one tag.
  if (head === 'tag' && rest.length > 0) return { name, kind: 'text', path: ['tags', rest.join('.')] };
  if (head === 'metadata' && rest.length > 0) return { name, kind: 'metadata', path: rest };
  if (Object.hasOwn(SHORT, name)) return { name, kind: 'metadata', path: SHORT[name] ?? [] };
  if (Object.hasOwn(SHORT, head))
    return { name, kind: 'metadata', path: [...(SHORT[head] ?? []).slice(0, 1), ...rest] };
  if (METADATA_MEMBERS.includes(head)) return { name, kind: 'metadata', path };
  return { name, kind: 'metric', path: ['metrics', path.join('.')] };
}

/** The fields of versions. */
export const VERSION_FIELDS: FieldLanguage = { fieldOf, names: FIELD_NAMES };
