/**
 * Whether what was read is what mreg writes: the one place that says so, asked wherever an entry, a model or a manifest is read,
 * since whoever may write to a registry may write anything. A directory is a path that other commands move and remove, so one
 * that leads elsewhere is the worst of it. Written by hand, as a lookup has no time to load a validator.
 */
import type { Change } from '../../generated/log-entry.ts';
import type { ManifestFile } from '../../generated/manifest.ts';
import {
  ALIAS,
  ANY_NAME,
  COUNT,
  EXPERIMENT,
  FLAG,
  firstFault,
  isObject,
  LIST,
  METRICS,
  MOMENT,
  membersFault,
  NAME,
  NUMBER,
  OBJECT,
  orNull,
  PATH,
  SHA256,
  type Shape,
  STAGE,
  shapeFault,
  shorten,
  TAGS,
  TEXT,
  TEXTS,
  TRASHED,
  TYPE,
  told,
  VERSION,
  VERSIONS,
  YES,
} from './shapes.ts';

const OF_MODEL: Shape = [
  ['type', TYPE],
  ['name', NAME],
];
/** Of a model that may lie in the trash. */
const OF_ANY_MODEL: Shape = [
  ['type', TYPE],
  ['name', ANY_NAME],
];
const OF_VERSION: Shape = [...OF_MODEL, ['version', VERSION]];
const FACTS: Shape = [
  ['number', NUMBER],
  ['directory', PATH],
  ['metadata_sha256', SHA256],
  ['digest', SHA256],
  ['size', COUNT],
  ['metrics?', METRICS],
  ['tags?', TAGS],
  ['description?', TEXT],
  ['parents?', TEXTS],
  ['registered_as?', NAME],
  ['run_id?', TEXT],
  ['mlflow_source?', TAGS],
];

const OF_EXPERIMENT: Shape = [['experiment', EXPERIMENT]];

const CHANGES: Readonly<Record<Change['change'], Shape>> = {
  'registry-created': [['id?', TEXT]],
  'version-registered': [...OF_VERSION, ...FACTS, ['adopted?', YES], ['registered_at?', TEXT]],
  'stage-changed': [...OF_VERSION, ['from', STAGE], ['to', STAGE]],
  'stage-rolled-back': [...OF_VERSION, ['from', STAGE], ['to', STAGE]],
  'alias-moved': [...OF_MODEL, ['alias', ALIAS], ['from', orNull(VERSION)], ['to', VERSION]],
  'alias-removed': [...OF_MODEL, ['alias', ALIAS], ['from', VERSION]],
  'tags-changed': [...OF_VERSION, ['from', TAGS], ['to', TAGS]],
  'description-changed': [...OF_VERSION, ['from', orNull(TEXT)], ['to', orNull(TEXT)]],
  'pin-changed': [...OF_VERSION, ['from', FLAG], ['to', FLAG]],
  'version-deleted': [...OF_VERSION, ['from', STAGE]],
  'version-restored': [...OF_VERSION, ['to', STAGE], ['directory', PATH]],
  'version-purged': [...OF_ANY_MODEL, ['version', VERSION]],
  'model-created': [
    ...OF_MODEL,
    ['description?', TEXT],
    ['tags?', TAGS],
    ['display_name?', TEXT],
    ['created_at?', MOMENT],
  ],
  'model-described': [...OF_MODEL, ['from', orNull(TEXT)], ['to', orNull(TEXT)]],
  'model-tags-changed': [...OF_MODEL, ['from', TAGS], ['to', TAGS]],
  'model-renamed': [...OF_MODEL, ['to', NAME], ['display_name?', TEXT]],
  'model-deleted': [...OF_MODEL, ['to', TRASHED]],
  'model-restored': [
    ['type', TYPE],
    ['name', TRASHED],
    ['to', NAME],
  ],
  'directory-discarded': [['directory', PATH]],
  'experiment-created': [...OF_EXPERIMENT, ['called', TEXT], ['tags?', TAGS]],
  'experiment-renamed': [...OF_EXPERIMENT, ['from', TEXT], ['to', TEXT]],
  'experiment-tags-changed': [...OF_EXPERIMENT, ['from', TAGS], ['to', TAGS]],
  'experiment-deleted': OF_EXPERIMENT,
  'experiment-restored': OF_EXPERIMENT,
  'experiment-purged': OF_EXPERIMENT,
};

const ENTRY: Shape = [
  ['revision', NUMBER],
  ['id', TEXT],
  ['previous', orNull(SHA256)],
  ['at', MOMENT],
  ['by', OBJECT],
  ['command', TEXT],
  ['reason', orNull(TEXT)],
  ['changes', LIST],
  ['gates?', LIST],
  ['override?', TEXT],
];
const BY: Shape = [
  ['user', TEXT],
  ['host', TEXT],
];
const MODEL: Shape = [
  ['revision?', NUMBER],
  ['next_number', NUMBER],
  ['stages', OBJECT],
  ['previous?', OBJECT],
  ['aliases', OBJECT],
  ['versions', OBJECT],
  ['purged_until?', TEXT],
  ['description?', TEXT],
  ['tags?', TAGS],
  ['created_at?', MOMENT],
  ['updated_at?', MOMENT],
  ['moved_to?', ANY_NAME],
];
const SUMMARY: Shape = [
  ['revision', COUNT],
  ['next_number', NUMBER],
  ['versions', COUNT],
  ['latest', orNull(VERSION)],
  ['size', COUNT],
  ['stages', OBJECT],
  ['aliases', OBJECT],
  ['moved_to?', ANY_NAME],
];
const VERSION_STATE: Shape = [
  ...FACTS,
  ['registered_at', TEXT],
  ['updated_at?', MOMENT],
  ['pinned?', YES],
  ['deleted?', OBJECT],
];
const DELETED: Shape = [
  ['at', MOMENT],
  ['from', STAGE],
  ['revision', NUMBER],
];

/** The first kind of change that an entry has and this code does not know: a newer mreg wrote it. Undefined where it knows all. */
export function unknownChange(entry: unknown): string | undefined {
  const changes = isObject(entry) && Array.isArray(entry.changes) ? entry.changes : [];
  return changes
    .map((change) => (isObject(change) ? change.change : undefined))
    .find((kind): kind is string => typeof kind === 'string' && !Object.hasOwn(CHANGES, kind));
}

/** What is wrong with an entry of the log that names known changes only, as the rest of a sentence that begins with its
 * place; undefined where nothing is. */
export function entryFault(entry: unknown): string | undefined {
  const fault = shapeFault('', entry, ENTRY);
  if (fault !== undefined) return fault;
  const { by, changes } = entry as { by: unknown; changes: unknown[] };
  const inside = shapeFault('by', by, BY);
  if (inside !== undefined) return inside;
  for (const [index, change] of changes.entries()) {
    const at = `changes[${index}]`;
    const kind = isObject(change) ? change.change : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(CHANGES, kind))
      return told(`${at}.change`, kind, 'a kind of change');
    const wrong = shapeFault(at, change, CHANGES[kind as Change['change']]);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What is wrong with the key of a model, likewise: the path of its file is made from it. */
export function keyFault(key: string): string | undefined {
  const [type, name, ...rest] = key.split('/');
  if (TYPE.fits(type) && ANY_NAME.fits(name) && rest.length === 0) return undefined;
  return `has the model '${shorten(key)}', expected <type>/<name>`;
}

/** What is wrong with the line of a model in the manifest, likewise. */
export function summaryFault(key: string, summary: unknown): string | undefined {
  const fault = keyFault(key) ?? shapeFault(key, summary, SUMMARY);
  if (fault !== undefined) return fault;
  const { stages, aliases } = summary as Record<string, Record<string, unknown>>;
  return (
    membersFault(`${key}.stages`, stages, STAGE, VERSION) ??
    membersFault(`${key}.aliases`, aliases, ALIAS, VERSION)
  );
}

/** What is wrong with a model, as its file or an archive has it, likewise. */
export function modelFault(key: string, model: unknown): string | undefined {
  const wrong = keyFault(key);
  if (wrong !== undefined) return wrong;
  const fault = shapeFault(key, model, MODEL);
  if (fault !== undefined) return fault;
  const { stages, previous = {}, aliases, versions } = model as Record<string, Record<string, unknown>>;
  return (
    membersFault(`${key}.stages`, stages, STAGE, VERSIONS) ??
    membersFault(`${key}.previous`, previous, STAGE, VERSIONS) ??
    membersFault(`${key}.aliases`, aliases, ALIAS, VERSION) ??
    membersFault(`${key}.versions`, versions, VERSION, OBJECT) ??
    firstFault(versions, (version, state) => {
      const at = `${key}.versions.${version}`;
      const wrong = shapeFault(at, state, VERSION_STATE);
      const { deleted } = state as { deleted?: unknown };
      return wrong ?? (deleted === undefined ? undefined : shapeFault(`${at}.deleted`, deleted, DELETED));
    })
  );
}

/** What is wrong with the directories that a manifest says were discarded, likewise. */
export function discardedFault(discarded: unknown): string | undefined {
  if (discarded === undefined) return undefined;
  if (!Array.isArray(discarded)) return told('discarded', discarded, 'a list of directories');
  const at = discarded.findIndex((directory) => !PATH.fits(directory));
  return at < 0 ? undefined : told(`discarded[${at}]`, discarded[at], PATH.expected);
}

const EXPERIMENTS: Shape = [
  ['revision', NUMBER],
  ['next_id', NUMBER],
  ['experiments', OBJECT],
];
const EXPERIMENT_STATE: Shape = [
  ['name', TEXT],
  ['created_at?', MOMENT],
  ['changed_at?', MOMENT],
  ['tags?', TAGS],
  ['deleted_at?', MOMENT],
];

/** What is wrong with the file of the experiments, likewise. */
export function experimentsFault(value: unknown): string | undefined {
  const fault = shapeFault('', value, EXPERIMENTS);
  if (fault !== undefined) return fault;
  const { experiments } = value as { experiments: Record<string, unknown> };
  return (
    membersFault('experiments', experiments, EXPERIMENT, OBJECT) ??
    firstFault(experiments, (id, state) => shapeFault(`experiments.${id}`, state, EXPERIMENT_STATE))
  );
}

/** What is wrong with a manifest that has been read as a whole, likewise. */
export function manifestFault({ models, discarded }: ManifestFile): string | undefined {
  return discardedFault(discarded) ?? firstFault(models, summaryFault);
}
