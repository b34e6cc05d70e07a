import { checkUngated } from '../../core/decide/gate.ts';
import {
  checkVersionFree,
  findIdentical,
  type Registered as Outcome,
} from '../../core/decide/registration/register.ts';
import { remarksOn } from '../../core/decide/registration/remarks.ts';
import { decideTarget, nameModel, type Target } from '../../core/decide/registration/target.ts';
import type { JsonObject } from '../../core/json/index.ts';
import { type MetadataDocument, mergeMetadata } from '../../core/metadata/metadata.ts';
import { parseAlias } from '../../core/names/alias.ts';
import { formatReference, parseReference } from '../../core/names/reference.ts';
import { NO_STAGE, parseStage } from '../../core/names/stage.ts';
import { keysDisplayed } from '../../core/state/models.ts';
import { type FoundVersion, getModel, resolveVersion } from '../../core/state/references/resolve.ts';
import type { State } from '../../core/state/state.ts';
import { viewVersionIn } from '../../core/view/view.ts';
import type { RegisterResult } from '../../generated/output.ts';
import type { Committed } from '../../store/journal/commit.ts';
import type { Work } from '../../work.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { completeMetadata } from './complete-metadata.ts';
import { publish } from './publish.ts';
import { type ReadModel, readModel } from './read-model.ts';
import type { RegisterRequest } from './register-request.ts';
import { type TakenFiles, takeFiles } from './take-files.ts';

/** Copies or moves a file or a directory in as a new version.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_USAGE, MREG_EXISTS, MREG_CONFLICT, MREG_IO, MREG_INTERRUPTED */
export async function register(
  session: Session,
  request: RegisterRequest,
  work: Work = {},
): Promise<RegisterResult> {
  const started = process.hrtime.bigint();
  const { dryRun: rehearse, move, env = {} } = request;
  for (;;) {
    const model = await readModel(session, request);
    const place = await findPlace(session, request, model);
    const files = await takeFiles(session.layout, model.source, { rehearse, move, env }, work);
    try {
      const result = await publishModel(session, request, { model, place, files });
      const duration_ms = Number((process.hrtime.bigint() - started) / 1_000_000n);
      if (result) return { ...result, duration_ms };
    } finally {
      await files.discard();
    }
  }
}

/** Model, version and labels of a new version, and the state on which they were decided. */
interface NewPlace {
  readonly state: State;
  readonly target: Target;
  readonly stage: string;
  readonly aliases: readonly string[];
  readonly parents: readonly FoundVersion[];
}

/** Decides type, name and version, and checks the labels, before any file is copied.
 * @throws MREG_USAGE, MREG_INVALID, MREG_NOT_FOUND, MREG_EXISTS, MREG_AMBIGUOUS, MREG_CONFLICT for a stage with gates */
async function findPlace(
  session: Session,
  request: RegisterRequest,
  { named: source, metadata }: ReadModel,
): Promise<NewPlace> {
  const { policy } = session;
  const named = nameModel(request, metadata, source);
  // Parents may be versions of any model, and any model may have a display name.
  const mayBeDisplayed = named.display !== undefined || request.name?.includes('/');
  const isAlone = !request.parents?.length && !mayBeDisplayed;
  const first = await stateOrEmpty(session, isAlone ? named : undefined, request.mustExist);
  // A plain name, too, may be what another model is called elsewhere.
  const isElsewhere = isAlone && keysDisplayed(first, named.name).length > 0;
  const state = isElsewhere ? await stateOrEmpty(session) : first;
  const target = decideTarget(state, policy, { named, request, metadata, source });
  const stage = parseStage(request.stage ?? NO_STAGE, policy.stages);
  checkUngated(policy, stage, target);
  const aliases = (request.aliases ?? []).map((alias) => parseAlias(alias, policy.stages));
  const parents = (request.parents ?? []).map((parent) =>
    resolveVersion({ state, stages: policy.stages }, parseReference(parent)),
  );
  if (request.ifExists !== 'skip' && !target.automatic)
    checkVersionFree(state, target.type, target.name, target.version);
  return { state, target, stage, aliases, parents };
}

/** A registration whose files are in the staging area. */
interface Registration {
  readonly model: ReadModel;
  readonly place: NewPlace;
  readonly files: TakenFiles;
}

type Registered = Omit<RegisterResult, 'duration_ms'>;

/** Puts the version on record, or answers with the identical one; undefined if the files are gone, and have to be taken again. */
async function publishModel(
  session: Session,
  request: RegisterRequest,
  registration: Registration,
): Promise<Registered | undefined> {
  const { model, place, files } = registration;
  const { state, target, stage, aliases, parents } = place;
  const { type, name, version, automatic } = target;
  const skip = request.ifExists === 'skip';
  const wanted = skip && !automatic ? version : undefined;
  const identical = findIdentical(state, { type, name, wanted }, files.digest);
  if (identical !== undefined && skip) {
    const outcome = { type, name, version: identical, displaced: [] };
    return describe(registration, identical, { outcome, after: state, applied: false });
  }
  const refs = parents.map((parent) => formatReference(parent.type, parent.name, parent.version));
  const said = mergeMetadata(model.metadata, request.parents ? { parents: refs } : {});
  const metadata = completeMetadata(session, target, files, withDetected(files, said));
  const published = await publish(session, request, state, {
    target,
    files,
    metadata,
    stage,
    aliases,
    requires: parents,
  });
  if (published === undefined) return undefined;
  const moved = await files.finish?.();
  return { ...describe(registration, identical, published), ...(moved && { moved }) };
}

/** What was detected in the files, and over it what was said. An empty list of artifacts does not replace the detected one. */
function withDetected({ facts }: TakenFiles, said: JsonObject): MetadataDocument[] {
  const { model_artifact_files: artifacts, ...others } = said;
  return [facts, Array.isArray(artifacts) && artifacts.length > 0 ? said : others];
}

function describe(
  { model, place, files }: Registration,
  identical: string | undefined,
  { outcome, after, applied }: Pick<Committed<Outcome>, 'outcome' | 'after' | 'applied'>,
): Registered {
  const { type, name } = place.target;
  const { version, displaced } = outcome;
  return {
    ...viewVersionIn(after, { type, name, version }),
    display_name: getModel(after, type, name)?.display_name ?? null,
    created: version !== identical,
    identical_to: identical === undefined ? [] : [formatReference(type, name, identical)],
    framework: files.framework,
    artifacts: files.artifacts,
    file_count: files.files.length,
    notes: remarksOn({
      taken: files.files.map(({ path }) => path),
      leftOut: model.source.leftOut,
      pointers: files.pointers,
    }),
    displaced: displaced.map((other) => viewVersionIn(after, { type, name, version: other })),
    not_metrics: [...model.notMetrics],
    revision: after.revision,
    applied,
  };
}
