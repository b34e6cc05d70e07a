import { basename } from 'node:path';
import { checkUngated } from '../../core/decide/gate.ts';
import { decideModel, decideTarget, type Target, type Wishes } from '../../core/decide/identity.ts';
import { parseAlias } from '../../core/decide/label.ts';
import { checkVersionFree, findIdentical } from '../../core/decide/register.ts';
import { type JsonObject, type JsonValue, parseJson, stringifyJson, toPlain } from '../../core/json/index.ts';
import {
  fileList,
  flattenMetrics,
  groupMetrics,
  METADATA_SCHEMA,
  type MetadataDocument,
  mergeMetadata,
  splitEvaluation,
} from '../../core/metadata/metadata.ts';
import { formatReference } from '../../core/names/reference.ts';
import { parseStage } from '../../core/names/stage.ts';
import { resolveVersion } from '../../core/state/resolve.ts';
import { NO_STAGE, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { RegisterResult } from '../../generated/output.ts';
import { type Environment, findDvcDigest } from '../../provenance.ts';
import { readDocument } from '../../store/intake/document.ts';
import type { Work } from '../../store/intake/intake.ts';
import { listSource, overlaps, type Source } from '../../store/intake/source.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';
import { viewIn } from '../lifecycle/stage.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { filesWithout, metadataPath, readOwn, validateSaid, withForeignHint } from './own-metadata.ts';
import { publish } from './publish.ts';
import { type Staged, stageSource } from './staging.ts';

export interface RegisterRequest extends Wishes, ChangeOptions {
  /** A file or a directory; a metadata.json in it is read and completed. */
  readonly source: string;
  /** The first stage; None where left out. */
  readonly stage?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** References of the versions this one was derived from. */
  readonly parents?: readonly string[] | undefined;
  /** Metadata that wins over the source's own. */
  readonly metadata?: MetadataDocument | undefined;
  /** Metrics by dotted name; they win over all others. */
  readonly metrics?: Readonly<Record<string, JsonValue>> | undefined;
  /** A document whose numbers are metrics; where it holds more, it is kept whole in `evaluation_results`. */
  readonly evaluation?: JsonObject | undefined;
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
  const { source, metadata, hasOwn } = await readModel(session, request);
  await validateSaid(metadata, request).catch((error) => {
    throw hasOwn ? withForeignHint(error, request) : error;
  });
  const named = { given: request.source, base: basename(source.path), kind: source.kind };
  // Parents may be versions of any model.
  const only = request.parents?.length ? undefined : decideModel(request, metadata, named);
  const state = await stateOrEmpty(session, only, request.mustExist);
  const target = decideTarget(state, policy, request, metadata, named);
  const stage = parseStage(request.stage ?? NO_STAGE, policy.stages);
  checkUngated(policy, stage);
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
      created: version !== identical,
      identical_to: identical === undefined ? [] : [formatReference(type, name, identical)],
      framework: staged.framework,
      artifacts: staged.artifacts,
      file_count: staged.files.length,
      displaced: displaced.map((other) => viewIn(from, target, other)),
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
): Promise<{ source: Source; metadata: JsonObject; hasOwn: boolean }> {
  const listed = await listSource(request.source);
  const own =
    listed.kind === 'directory' ? listed.files.find((file) => file.path === METADATA_FILE) : undefined;
  const read = own && (await readOwn(request));
  const source = {
    ...listed,
    files: own ? filesWithout(listed.files, own, read === undefined) : listed.files,
  };
  if (source.files.length === 0) {
    throw new MregError('MREG_INVALID', `${request.source} holds no files to register`, {
      details: { path: source.path },
    });
  }
  if (overlaps(source.path, layout.root)) {
    throw new MregError(
      'MREG_INVALID',
      `${request.source} and the registry ${layout.root} lie within each other`,
      {
        hint: 'register a directory outside the registry; mreg adopt takes in versions made by hand',
      },
    );
  }
  const { files: _, schema_version: __, registered_at: ___, registered_by: ____, ...brought } = read ?? {};
  const { metrics, complete } = splitEvaluation(request.evaluation ?? {});
  const configured = request.config === undefined ? {} : await readConfig(request.config);
  const data = request.dataVersion;
  const metadata = mergeMetadata(
    brought,
    configured,
    { key_performance_metrics: metrics, ...(!complete && { evaluation_results: request.evaluation }) },
    request.metadata ?? {},
    {
      key_performance_metrics: groupMetrics(request.metrics ?? {}),
      hyperparameters: isEmpty(request.parameters) ? undefined : request.parameters,
    },
    data === undefined ? {} : { source_data_version: (await findDvcDigest({ path: data })) ?? data },
  );
  // A program can hand over what no file may hold, such as half a surrogate pair, and nothing could read it again.
  parseJson(Buffer.from(stringifyJson(metadata)), {
    file: metadataPath(request),
    maxBytes: Number.POSITIVE_INFINITY,
  });
  return { source, metadata, hasOwn: read !== undefined };
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

function identityOf({ type, name, version }: Target): MetadataDocument {
  return { model_name: name, model_version: version, model_type: type };
}

/** What of the metadata the log holds too, as it stands at registration. */
export function labelsOf({ key_performance_metrics, tags, description, parents }: JsonObject) {
  return {
    metrics: flattenMetrics(key_performance_metrics),
    tags: tags === undefined ? undefined : (toPlain(tags) as Record<string, string>),
    description: typeof description === 'string' ? description : undefined,
    parents: parents === undefined ? undefined : (toPlain(parents) as string[]),
  };
}

function isEmpty(object: JsonObject = {}): boolean {
  return Object.keys(object).length === 0;
}
