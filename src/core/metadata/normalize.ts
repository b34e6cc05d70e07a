import type { JsonObject } from '../json/index.ts';
import { regroupMetrics } from './metrics.ts';
import { withTags } from './tags.ts';

/** A metadata document as people write it, in the form that the schema has: metrics in one level of groups, tags as a mapping, paths with `/`
 * where Windows writes `\` or begins with `./`; no file of a version has a backslash in its name. */
export function normalizeMetadata(document: JsonObject): JsonObject {
  const { model_artifact_files: files } = document;
  if (!Array.isArray(files)) return withTags(regroupMetrics(document));
  const portable = files.map((file) =>
    typeof file === 'string' ? file.replaceAll('\\', '/').replace(/^\.\/(?=.)/, '') : file,
  );
  return withTags(regroupMetrics({ ...document, model_artifact_files: portable }));
}
