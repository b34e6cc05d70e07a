import { randomUUID } from 'node:crypto';
import { diagnose, foreignRegistry, inaccessiblePlace } from '../../core/decide/repair/doctor.ts';
import type { Diagnosis, RepairStep } from '../../core/decide/repair/explanations.ts';
import { findLeftovers } from '../../core/decide/retention/gc.ts';
import type { Fault } from '../../core/integrity/fault.ts';
import { ownedDirectories } from '../../core/state/directories.ts';
import type { State } from '../../core/state/state.ts';
import { parseMoment } from '../../core/values/moment.ts';
import { MregError } from '../../errors.ts';
import type { DoctorResult } from '../../generated/output.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import { type Layout, relativeTo, timestampOf } from '../../store/layout.ts';
import { join } from '../../store/place/paths.ts';
import { notInBucket } from '../../store/place.ts';
import { rebuildState } from '../../store/state/publish-state.ts';
import {
  findImpostors,
  findInaccessible,
  listQuarantine,
  listVersionPlaces,
  metadataDigest,
} from '../../store/versions/directories.ts';
import { listLeftovers, measure } from '../../store/versions/trash.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import type { Session } from '../session.ts';
import { audit } from './audit.ts';
import { findGitTraces } from './git-traces.ts';
import { checkVersions, everyVersion } from './verify.ts';

export interface DoctorRequest {
  /** Makes every repair that loses nothing. */
  readonly repair?: boolean | undefined;
  /** Repairs nothing. */
  readonly dryRun?: boolean | undefined;
  /** Leftovers that changed after this moment stay (default: 1d). */
  readonly olderThan?: string | undefined;
}

const DEFAULT_AGE = '1d';

/** Finds all damage and all leftovers of a registry without reading the artifacts, which `verify` does. A repair removes nothing
 * but old leftovers of the staging area: every other file in the way is set aside. Doctor makes a hard link in the staging area
 * and removes it again, since a commit needs hard links.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function doctor(
  session: Session,
  request: DoctorRequest = {},
  work: Work = {},
): Promise<DoctorResult> {
  const { layout } = session;
  const limit = parseMoment(request.olderThan ?? DEFAULT_AGE, session.now(), 'start');
  const { diagnoses, revision, head } = await examine(session, limit, work);
  // If a link stands in the place of a directory, a repair would move and remove files outside the registry.
  const sound = diagnoses.every(({ finding }) => finding.kind !== 'directory-replaced');
  const mendable = sound ? diagnoses.filter(({ steps }) => steps.length > 0) : [];
  const repairs = request.repair && !request.dryRun ? mendable : [];
  stopIfInterrupted(work);
  if (repairs.length > 0) {
    await prepareLayout(layout);
    await mend(
      layout,
      repairs.flatMap(({ steps }) => steps),
      session.now(),
    );
  }
  return {
    findings: diagnoses.map((diagnosis) => ({ ...diagnosis.finding, repaired: repairs.includes(diagnosis) })),
    revision,
    head,
    applied: repairs.length > 0,
  };
}

type Examination = Pick<DoctorResult, 'revision' | 'head'> & { readonly diagnoses: readonly Diagnosis[] };

async function examine(session: Session, limit: Date, work: Work): Promise<Examination> {
  const { layout } = session;
  const inaccessible = await findInaccessible(layout);
  if (inaccessible.some(({ fault }) => fault === 'unreadable'))
    return { diagnoses: inaccessible.map(inaccessiblePlace), revision: null, head: null };
  // Leftovers are listed before the log is read, so that the log knows versions that a command registers meanwhile.
  const places = await listVersionPlaces(layout);
  const seen = (await findImpostors(layout)).length > 0 ? [] : await listLeftovers(layout);
  const audited = await audit(layout, work).catch((error) => {
    if (!(error instanceof MregError && error.code === 'MREG_FORMAT')) throw error;
    return foreignRegistry(String(error.details?.path), error.message);
  });
  if ('finding' in audited) return { diagnoses: [audited], revision: null, head: null };
  const { state } = audited;
  const { faults } = await checkVersions(session, state, everyVersion(state), { quick: true }, work);
  const leftovers = await Promise.all(
    findLeftovers(state, seen).map((leftover) => measure(layout, leftover)),
  );
  const [revision, head] = [...audited.digests].at(-1) ?? [state.revision, state.head];
  const diagnoses = diagnose(
    {
      faults: [...audited.directories, ...audited.log, ...audited.pointers, ...faults],
      unfinished: audited.unfinished,
      manifest: audited.manifest,
      behind: audited.behind,
      published: audited.published,
      hasManifest: await layout.place.exists(layout.manifest),
      revision: audited.newest,
      newest: relativeTo(layout, layout.entry(audited.newest)),
      leftovers: leftovers.filter((leftover) => leftover !== undefined),
      renamed: await findRenamed(layout, state, faults, places),
      names: [...new Set(places.map((place) => place.split('/')[0] as string)), ...Object.keys(state.models)],
      inaccessible,
      unlinkable: await findUnlinkable(layout),
      closed: await layout.place.findClosed(),
      git: await findGitTraces(layout, [...audited.log, ...audited.manifest, ...faults]),
      quarantined: await listQuarantine(layout),
    },
    limit,
  );
  return { diagnoses, revision, head };
}

/** For each version whose directory is missing, the other directory that has its metadata.json. */
async function findRenamed(
  layout: Layout,
  state: State,
  faults: readonly Fault[],
  places: readonly string[],
): Promise<Map<string, string>> {
  const renamed = new Map<string, string>();
  const missing = new Set(faults.flatMap(({ kind, file }) => (kind === 'version-missing' ? [file] : [])));
  if (missing.size === 0) return renamed;
  const versions = Object.values(state.models).flatMap((model) => model.versions.states());
  const owned = ownedDirectories(state);
  for (const place of places) {
    if (owned.has(place)) continue;
    const digest = await metadataDigest(layout, place);
    const version = versions.find(
      (found) => found.metadata_sha256 === digest && missing.has(found.directory),
    );
    if (version) renamed.set(version.directory, place);
  }
  return renamed;
}

async function mend(layout: Layout, steps: readonly RepairStep[], now: Date): Promise<void> {
  const quarantine = join(layout.quarantine, `${timestampOf(now)}-${randomUUID().slice(0, 8)}`);
  for (const step of steps) {
    if (step.step === 'publish-manifest') continue;
    const path = layout.absolute(step.path);
    if (step.step === 'share') await layout.place.share(path);
    else if (step.step === 'remove') await layout.place.remove(path);
    else if (!layout.place.renames)
      throw notInBucket(`give ${step.path} another name`, 'move its objects with a tool of the store');
    else if (step.step === 'rename') await layout.place.publish(path, layout.absolute(step.to));
    else await layout.place.move(path, join(quarantine, ...step.path.split('/')));
  }
  if (steps.some(({ step }) => step === 'publish-manifest')) await rebuildState(layout);
}

/** The staging area, if its file system makes no hard links. A symbolic link is not followed.
 * @throws MREG_INVALID for a bucket whose store ignores conditions */
async function findUnlinkable(layout: Layout): Promise<string | undefined> {
  if (!layout.place.renames) {
    await layout.place.found();
    return undefined;
  }
  if (await layout.place.findImpostor(layout.staging)) return undefined;
  return (await layout.place.canCreate(layout.staging)) === false
    ? relativeTo(layout, layout.staging)
    : undefined;
}
