import type { JsonObject } from '../json/index.ts';
import { regroupMetrics } from './metrics.ts';

/** A metadata document as people write it, in the form that the schema has: metrics in one level of groups, paths with `/`
 * where Windows writes `\` or begins with `./`; no file of a version has a backslash in its name. */
export function normalizeMetadata(document: JsonObject): JsonObject {
  const { model_artifact_files: files } = document;
  if (!Array.isArray(files)) return regroupMetrics(document);
  const portable = files.map((file) =>
    typeof file === 'string' ? file.replaceAll('\\', '/').replace(/^\.\/(?=.)/, '') : file,
  );
  return regroupMetrics({ ...document, model_artifact_files: portable });
}
