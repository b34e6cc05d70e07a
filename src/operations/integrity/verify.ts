import type { Fault } from '../../core/integrity/fault.ts';
import { formatReference, parseReference, type Reference } from '../../core/names/reference.ts';
import { seriesDirectory } from '../../core/series/place.ts';
import { modelAt, type VersionState } from '../../core/state/model.ts';
import { currentKey } from '../../core/state/models.ts';
import { type Lookup, resolve } from '../../core/state/references/resolve.ts';
import { liveVersions, modelKey, type State, splitKey, versionState } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { VerifyResult } from '../../generated/output.ts';
import { checkSeries } from '../../store/journal/check-series.ts';
import { catchUpAnew } from '../../store/journal/log.ts';
import { readState } from '../../store/state/read-state.ts';
import { type Check, checkVersion, type TrackedVersion } from '../../store/versions/check-version.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';
import type { Session } from '../session.ts';
import { type Audit, audit } from './audit.ts';
import { checkRuns } from './check-runs.ts';

export interface VerifyRequest {
  /** A version, or a model with its live versions (default: the whole registry). */
  readonly ref?: string | undefined;
  /** A former head of the log that the user has noted: the log must still contain that entry. */
  readonly expectHead?: string | undefined;
  /** Compares sizes and reads no artifact. */
  readonly quick?: boolean | undefined;
  /** Cache files of interpreters and desktops count as damage too. */
  readonly strict?: boolean | undefined;
}

/**
 * Compares the files of a registry with its log. Damage is a result, not an error, and verify goes on after it. Other processes
 * may write meanwhile.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_FORMAT, MREG_IO, MREG_INTERRUPTED
 */
export async function verify(
  session: Session,
  { ref, expectHead, quick = false, strict = false }: VerifyRequest = {},
  work: Work = {},
): Promise<VerifyResult> {
  const expected = expectHead === undefined ? undefined : parseDigest(expectHead);
  const reference = ref === undefined ? undefined : parseReference(ref);
  const { layout, policy } = session;
  const present = ref !== undefined && !expected ? await readState(layout).catch(unlessDamaged) : undefined;
  const audited = present ? undefined : await audit(layout, work);
  const state = present ?? (audited as Audit).state;
  const versions = reference
    ? findVersions({ state, stages: policy.stages }, reference)
    : everyVersion(state);
  const { faults, files } = await checkVersions(session, state, versions, { quick }, work);
  const runs = ref === undefined ? await checkRuns(session, { quick }, work) : { faults: [], files: 0 };
  const isNote = ({ kind }: Fault) => kind === 'file-cache' && !strict;
  const [revision, head] = (audited && [...audited.digests].at(-1)) ?? [state.revision, state.head];
  return {
    checked: versions.length,
    files: files + runs.files,
    size: versions.reduce((sum, version) => sum + version.state.size, 0),
    quick,
    damaged: [
      ...(audited ? [...audited.directories, ...audited.log, ...audited.manifest, ...audited.pointers] : []),
      ...(audited && expected ? unknownHead(audited, expected) : []),
      ...faults.filter((fault) => !isNote(fault)),
      ...runs.faults,
    ],
    notes: faults.filter(isNote),
    external: versions.flatMap(({ type, name, version, state: { mlflow_source: source } }) =>
      source?.external === undefined
        ? []
        : [{ ref: formatReference(type, name, version), source: source.external }],
    ),
    revision,
    head,
  };
}

/** A version as the log has it. */
export interface Tracked {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly state: VersionState;
}

/** The version that a reference names, or the live versions of the model that it names.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS */
export function findVersions(lookup: Lookup, reference: Reference): readonly Tracked[] {
  const found = resolve(lookup, reference);
  if ('version' in found) return [found];
  return liveVersions(found.model).map(([version, state]) => ({ ...found, version, state }));
}

/** All versions of all models, also those in the trash. */
export function everyVersion({ models }: State): readonly Tracked[] {
  return Object.entries(models).flatMap(([key, model]) =>
    Array.from(model.versions, ([version, state]) => ({ ...splitKey(key), version, state })),
  );
}

const VERSIONS_AT_ONCE = 16;

/** Checks versions, several at a time; faults are in the order of the versions. A version that a command moved or removed meanwhile
 * is checked again.
 * @throws MREG_INTERRUPTED */
export async function checkVersions(
  { layout }: Session,
  state: State,
  versions: readonly Tracked[],
  { quick }: { quick: boolean },
  work: Work = {},
): Promise<{ faults: Fault[]; files: number }> {
  const total = versions.reduce((sum, version) => sum + version.state.size, 0);
  const hasher = quick ? undefined : await layout.place.openHasher(work, total);
  const check = { layout, hash: hasher?.hash, ownerOf: (digest: string) => ownerOf(state, digest) };
  let files = 0;
  const faultsOf = async (tracked: Tracked): Promise<readonly Fault[]> => {
    stopIfInterrupted(work);
    const checked = await checkVersion(check, checkable(tracked));
    files += checked.files;
    const series = await checkSeries(layout, seriesOf(tracked), { quick });
    return [...(await confirm(check, state, tracked, checked.faults)), ...series];
  };
  try {
    const faults = await inLanes(versions, VERSIONS_AT_ONCE, faultsOf);
    return { faults: faults.flat(), files };
  } finally {
    await hasher?.close();
  }
}

/** The faults of a version, once it is certain that no command was moving it: the log still gives a live version the same directory,
 * or a deleted version was found twice in the same place. */
async function confirm(
  check: Check,
  begin: State,
  tracked: Tracked,
  found: readonly Fault[],
): Promise<readonly Fault[]> {
  let [seen, faults] = [tracked.state, found];
  while (faults.length > 0) {
    const state = (await catchUpAnew(check.layout, begin).catch(unlessDamaged)) ?? begin;
    const model = modelAt(state, currentKey(state, modelKey(tracked.type, tracked.name)));
    const now = model && versionState(model, tracked.version);
    if (!now) return [];
    const unmoved = now.directory === seen.directory && now.deleted?.revision === seen.deleted?.revision;
    if (unmoved && !now.deleted) return faults;
    const again = (await checkVersion(check, checkable({ ...tracked, state: now }))).faults;
    if (unmoved && JSON.stringify(again) === JSON.stringify(faults)) return faults;
    [seen, faults] = [now, again];
  }
  return faults;
}

function checkable({ type, name, version, state }: Tracked): TrackedVersion {
  return { ref: formatReference(type, name, version), state };
}

function seriesOf({ type, name, version, state }: Tracked): { ref: string; of: string } {
  return { ref: formatReference(type, name, version), of: seriesDirectory(type, name, state) };
}

function ownerOf({ models }: State, metadataSha256: string): string | undefined {
  for (const [key, { versions }] of Object.entries(models))
    for (const [version, state] of versions)
      if (state.metadata_sha256 === metadataSha256) return `${key}@${version}`;
  return undefined;
}

function parseDigest(text: string): string {
  const [, digest] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text) ?? [];
  if (digest !== undefined) return digest.toLowerCase();
  throw new MregError('MREG_INVALID', `'${text}' is not a head: 64 hexadecimal digits were expected`, {
    hint: 'mreg verify --quiet prints the head',
  });
}

/** The fault of a log without an entry that once was its head: it was rewritten, or is an older copy. */
function unknownHead({ digests }: Audit, expected: string): Fault[] {
  if ([...digests.values()].includes(expected)) return [];
  return [
    {
      kind: 'head-unknown',
      ref: null,
      file: '.mreg/log',
      problem: `has no entry with the digest ${expected}: it was rewritten, or is an older copy`,
    },
  ];
}

function unlessDamaged(error: unknown): undefined {
  if (!(error instanceof MregError && error.code === 'MREG_DAMAGED')) throw error;
}
