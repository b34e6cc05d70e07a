import { basename } from 'node:path';
import type { SourceName } from '../../core/decide/registration/target.ts';
import type { JsonObject } from '../../core/json/index.ts';
import { mergeEvaluations } from '../../core/metadata/evaluation.ts';
import { type MetadataDocument, mergeMetadata } from '../../core/metadata/metadata.ts';
import { groupMetrics } from '../../core/metadata/metrics.ts';
import { normalizeMetadata } from '../../core/metadata/normalize.ts';
import { MregError } from '../../errors.ts';
import { findDvcDigest } from '../../provenance/dvc.ts';
import { readDocument } from '../../store/intake/document.ts';
import { listSources } from '../../store/intake/list-source.ts';
import { holds, overlaps, placeOf, type Source } from '../../store/intake/source.ts';
import { type Layout, METADATA_FILE } from '../../store/layout.ts';
import type { Session } from '../session.ts';
import { checkPart, isEmpty, type Part } from './check-part.ts';
import { filesWithout, metadataPath, readOwn } from './own-metadata.ts';
import type { RegisterRequest } from './register-request.ts';

/** The files of a source, and the metadata of the model from the request and the source. */
export interface ReadModel {
  /** The files to take, without metadata.json. */
  readonly source: Source;
  readonly named: SourceName;
  readonly metadata: JsonObject;
  /** Members of evaluations that are no metrics. */
  readonly notMetrics: readonly string[];
}

/** Lists the source and reads its metadata; no artifact is read yet.
 * @throws MREG_INVALID, MREG_NOT_FOUND, MREG_IO */
export async function readModel({ layout }: Session, request: RegisterRequest): Promise<ReadModel> {
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
  checkSource(layout, source, given, request.move);
  const { metrics, others, results } = mergeEvaluations(request.evaluations ?? []);
  const parts: readonly Part[] = [
    [described, brought ?? {}],
    [request.config ?? 'config', request.config === undefined ? {} : await readConfig(request.config)],
    ['evaluations', { key_performance_metrics: metrics, evaluation_results: results }],
    ...(await requestedParts(request)),
  ];
  for (const part of parts) await checkPart(part);
  return {
    source,
    named: {
      given: given.join(' '),
      base: given.length > 1 ? '' : basename(source.path),
      kind: source.kind,
    },
    metadata: mergeMetadata(...parts.map(([, document]) => document)),
    notMetrics: others,
  };
}

/** The members of the request that are metadata, each under the name that errors give it. */
async function requestedParts(request: RegisterRequest): Promise<Part[]> {
  const { calls = {}, metadata = {}, metrics = {}, parameters, dataVersion: data } = request;
  const source_data_version =
    data === undefined ? undefined : ((await findDvcDigest({ path: data })) ?? data);
  return [
    [calls.metadata ?? 'metadata', normalizeMetadata(mergeMetadata(metadata))],
    [calls.metrics ?? 'metrics', { key_performance_metrics: groupMetrics(metrics) }],
    [calls.parameters ?? 'parameters', { hyperparameters: isEmpty(parameters) ? undefined : parameters }],
    ['dataVersion', { source_data_version }],
  ];
}

/** @throws MREG_INVALID for a source without files, or one that lies in the registry or holds it */
function checkSource(
  layout: Layout,
  source: Source,
  given: readonly string[],
  move: boolean | undefined,
): void {
  if (source.files.length === 0) {
    throw new MregError('MREG_INVALID', `${given.join(' ')} holds no files to register`, {
      details: { path: source.path },
    });
  }
  // Artifacts of runs are the only files in a registry that a version can be made of.
  const isOfRun = (path: string) => !move && holds(layout.runs, path);
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
}

/** The path of the training configuration, and its values if mreg reads the format. */
async function readConfig(path: string): Promise<MetadataDocument> {
  const hyperparameters = /\.(json|ya?ml)$/i.test(path) ? await readDocument(path) : undefined;
  return { hyperparameters_config_path: path, hyperparameters };
}
