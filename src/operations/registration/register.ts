import { basename } from 'node:path';
import { checkUngated } from '../../core/decide/gate.ts';
import { decideModel, decideTarget, type Target, type Wishes } from '../../core/decide/identity.ts';
import { checkVersionFree, findIdentical } from '../../core/decide/register.ts';
import { remarksOn } from '../../core/decide/remarks.ts';
import { type JsonObject, type JsonValue, toPlain } from '../../core/json/index.ts';
import { type Evaluation, mergeEvaluations } from '../../core/metadata/evaluation.ts';
import {
  fileList,
  METADATA_SCHEMA,
  type MetadataDocument,
  mergeMetadata,
} from '../../core/metadata/metadata.ts';
import { flattenMetrics, groupMetrics } from '../../core/metadata/metrics.ts';
import { normalizeMetadata } from '../../core/metadata/normalize.ts';
import { parseAlias } from '../../core/names/alias.ts';
import { formatReference } from '../../core/names/reference.ts';
import { NO_STAGE, parseStage } from '../../core/names/stage.ts';
import type { MlflowSource } from '../../core/state/model.ts';
import { getModel, resolveVersion } from '../../core/state/resolve.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { RegisterResult } from '../../generated/output.ts';
import { findDvcDigest } from '../../provenance/dvc.ts';
import type { Environment } from '../../provenance/upward.ts';
import { readDocument } from '../../store/intake/document.ts';
import { listSources } from '../../store/intake/list-source.ts';
import { holds, overlaps, placeOf, type Source } from '../../store/intake/source.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import type { Work } from '../../work.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';
import { viewIn } from '../lifecycle/stage.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { checkPart, isEmpty, type Part } from './check-part.ts';
import { filesWithout, metadataPath, readOwn } from './own-metadata.ts';
import { publish } from './publish.ts';
import { type Staged, stageSource } from './staging.ts';

export interface RegisterRequest extends Wishes, ChangeOptions {
  /** A file or a directory, or several, which lie side by side then; a metadata.json in it is read and completed. */
  readonly source: string | readonly string[];
  /** Only files that match one of these patterns are taken; as in a .gitignore. */
  readonly include?: readonly string[] | undefined;
  /** What matches one of these is left out; `!` takes back what is left out unasked, or by the source's .mregignore. */
  readonly exclude?: readonly string[] | undefined;
  /** Follows links out of the source too; those inside it and inside a Hugging Face cache are followed anyhow. */
  readonly followLinks?: boolean | undefined;
  /** The first stage; None where left out. */
  readonly stage?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** References of the versions this one was derived from. */
  readonly parents?: readonly string[] | undefined;
  /** Metadata that wins over the source's own. */
  readonly metadata?: MetadataDocument | undefined;
  /** Metrics by dotted name; they win over all others. */
  readonly metrics?: Readonly<Record<string, JsonValue>> | undefined;
  /** Documents whose numbers are metrics; where they hold more, they are kept whole in `evaluation_results`. */
  readonly evaluations?: readonly Evaluation[] | undefined;
  /** Hyperparameters; they win over those of `config`. */
  readonly parameters?: JsonObject | undefined;
  /** The file that the model was trained with; its values become the hyperparameters. */
  readonly config?: string | undefined;
  /** The version of the training data, or a path that DVC tracks, whose digest is then taken. */
  readonly dataVersion?: string | undefined;
  /** `skip` answers with the version that has the same files, if there is one. */
  readonly ifExists?: 'fail' | 'skip' | undefined;
  /** `keep` takes a metadata.json of the source that is not mreg's for one of its files, called metadata-original.json. */
  readonly foreignMetadata?: 'refuse' | 'keep' | undefined;
  /** Makes no registry where there is none: that is an error. */
  readonly mustExist?: boolean | undefined;
  /** Moves the source's files instead of copying them; they have to lie on the registry's file system. */
  readonly move?: boolean | undefined;
  /** What errors call these members: the file or the option that they come from; their own names where left out. */
  readonly calls?: {
    readonly [Member in 'metadata' | 'metrics' | 'parameters']?: string | undefined;
  };
  /** Where the CI run's address is looked for. */
  readonly env?: Environment | undefined;
}

/** Copies or moves a file or a directory in as a new version.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_USAGE, MREG_EXISTS, MREG_CONFLICT, MREG_IO, MREG_INTERRUPTED */
export async function register(
  session: Session,
  request: RegisterRequest,
  work: Work = {},
): Promise<RegisterResult> {
  const started = process.hrtime.bigint();
  const { layout, policy } = session;
  const { source, metadata, notMetrics } = await readModel(session, request);
  const given = [request.source].flat();
  const named = {
    given: given.join(' '),
    base: given.length > 1 ? '' : basename(source.path),
    kind: source.kind,
  };
  // Parents may be versions of any model, and any may bear a display name.
  const called = decideModel(request, metadata, named);
  const mayBeDisplayed = called.display !== undefined || request.name?.includes('/');
  const isAlone = !request.parents?.length && !mayBeDisplayed;
  const state = await stateOrEmpty(session, isAlone ? called : undefined, request.mustExist);
  const target = decideTarget(state, policy, request, metadata, named);
  const stage = parseStage(request.stage ?? NO_STAGE, policy.stages);
  checkUngated(policy, stage, target);
  const aliases = (request.aliases ?? []).map((alias) => parseAlias(alias, policy.stages));
  const parents = request.parents?.map((ref) => {
    const found = resolveVersion({ state, stages: policy.stages }, ref);
    return formatReference(found.type, found.name, found.version);
  });
  if (request.ifExists !== 'skip' && !target.automatic)
    checkVersionFree(state, target.type, target.name, target.version);
  const said = mergeMetadata(metadata, parents ? { parents } : {});

  const staged = await stageSource(
    layout,
    source,
    { rehearse: request.dryRun, move: request.move, env: request.env ?? {} },
    work,
  );
  try {
    const { type, name } = target;
    const taken = staged.files.map(({ path }) => path);
    const remarks = remarksOn({ taken, leftOut: source.leftOut, pointers: staged.pointers });
    const skip = request.ifExists === 'skip';
    const wanted = skip && !target.automatic ? target.version : undefined;
    const identical = findIdentical(state, { type, name, wanted }, staged.digest);
    const describe = (
      version: string,
      from: State,
      displaced: readonly string[],
      applied: boolean,
    ): RegisterResult => ({
      ...viewIn(from, target, version),
      display_name: getModel(from, type, name)?.display_name ?? null,
      created: version !== identical,
      identical_to: identical === undefined ? [] : [formatReference(type, name, identical)],
      framework: staged.framework,
      artifacts: staged.artifacts,
      file_count: staged.files.length,
      notes: remarks,
      displaced: displaced.map((other) => viewIn(from, target, other)),
      not_metrics: [...notMetrics],
      duration_ms: Number((process.hrtime.bigint() - started) / 1_000_000n),
      revision: from.revision,
      applied,
    });
    if (identical !== undefined && skip) return describe(identical, state, [], false);
    const facts = completeMetadata(session, target, staged, said);
    const published = await publish(session, request, state, {
      target,
      path: staged.path,
      document: (version, at) =>
        mergeMetadata(facts, { model_version: version, registered_at: at.toISOString() }),
      facts: {
        type,
        name,
        digest: staged.digest,
        size: staged.size,
        display_name: target.display,
        ...labelsOf(facts),
      },
      stage,
      aliases,
      requires: parents,
      check: staged.check,
    });
    if (published === undefined) {
      await staged.discard();
      return await register(session, request, work);
    }
    const { outcome, after, applied } = published;
    const moved = await staged.finish?.();
    return { ...describe(outcome.version, after, outcome.displaced, applied), ...(moved && { moved }) };
  } finally {
    await staged.discard();
  }
}

/** The source without its metadata.json, and all that was said about it before its files were read. */
async function readModel(
  { layout }: Session,
  request: RegisterRequest,
): Promise<{ source: Source; metadata: JsonObject; notMetrics: readonly string[] }> {
  const given = [request.source].flat();
  const listed = await listSources(given, {
    links: request.followLinks ? 'all' : 'own',
    rules: { include: request.include, exclude: request.exclude },
  });
  const own =
    listed.kind === 'directory' ? listed.files.find((file) => file.path === METADATA_FILE) : undefined;
  const described = own && given.length > 1 ? placeOf(own) : metadataPath(given[0] ?? '');
  const brought = own && (await readOwn(described, request.foreignMetadata));
  const source = {
    ...listed,
    files: own ? filesWithout(listed.files, own, brought === undefined) : listed.files,
  };
  if (source.files.length === 0) {
    throw new MregError('MREG_INVALID', `${given.join(' ')} holds no files to register`, {
      details: { path: source.path },
    });
  }
  // Artifacts of runs are the only files in a registry that a version can be made of.
  const isOfRun = (path: string) => !request.move && holds(layout.runs, path);
  const within = source.paths.findIndex((path) => overlaps(path, layout.root) && !isOfRun(path));
  if (within >= 0) {
    throw new MregError(
      'MREG_INVALID',
      `${given[within]} and the registry ${layout.root} lie within each other`,
      {
        hint: 'register a directory outside the registry; mreg adopt takes in versions made by hand',
      },
    );
  }
  const { metrics, others, results } = mergeEvaluations(request.evaluations ?? []);
  const configured = request.config === undefined ? {} : await readConfig(request.config);
  const data = request.dataVersion;
  const { calls = {} } = request;
  const parts: readonly Part[] = [
    [described, brought ?? {}],
    [request.config ?? 'config', configured],
    ['evaluations', { key_performance_metrics: metrics, evaluation_results: results }],
    [calls.metadata ?? 'metadata', normalizeMetadata(mergeMetadata(request.metadata ?? {}))],
    [calls.metrics ?? 'metrics', { key_performance_metrics: groupMetrics(request.metrics ?? {}) }],
    [
      calls.parameters ?? 'parameters',
      { hyperparameters: isEmpty(request.parameters) ? undefined : request.parameters },
    ],
    [
      'dataVersion',
      data === undefined ? {} : { source_data_version: (await findDvcDigest({ path: data })) ?? data },
    ],
  ];
  for (const part of parts) await checkPart(part);
  return {
    source,
    metadata: mergeMetadata(...parts.map(([, document]) => document)),
    notMetrics: others,
  };
}

/** A configuration in a format that mreg does not read is named all the same. */
async function readConfig(path: string): Promise<MetadataDocument> {
  const hyperparameters = /\.(json|ya?ml)$/i.test(path) ? await readDocument(path) : undefined;
  return { hyperparameters_config_path: path, hyperparameters };
}

function completeMetadata(session: Session, target: Target, staged: Staged, said: JsonObject): JsonObject {
  const { source, ...facts } = staged.facts;
  const artifacts = said.model_artifact_files;
  const listed = Array.isArray(artifacts) && artifacts.length > 0;
  const { model_artifact_files: _, ...kept } = said;
  return mergeMetadata(
    facts,
    source === undefined ? {} : { source },
    listed ? said : kept,
    identityOf(target),
    {
      schema_version: METADATA_SCHEMA,
      registered_by: { ...session.by },
      files: fileList(staged.files),
    },
  );
}

function identityOf({ type, name, display, version }: Target): MetadataDocument {
  return { model_name: name, model_version: version, model_type: type, display_name: display };
}

/** What of the metadata the log holds too, as it stands at registration. */
export function labelsOf(metadata: JsonObject) {
  const { key_performance_metrics, tags, description, parents, mlflow_run_id, mlflow_source } = metadata;
  return {
    metrics: flattenMetrics(key_performance_metrics),
    tags: tags === undefined ? undefined : (toPlain(tags) as Record<string, string>),
    description: typeof description === 'string' ? description : undefined,
    parents: parents === undefined ? undefined : (toPlain(parents) as string[]),
    run_id: typeof mlflow_run_id === 'string' ? mlflow_run_id : undefined,
    mlflow_source:
      mlflow_source === undefined ? undefined : (toPlain(mlflow_source) as unknown as MlflowSource),
  };
}
