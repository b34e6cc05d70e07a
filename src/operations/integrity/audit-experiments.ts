import type { Fault } from '../../core/integrity/fault.ts';
import { formatExperiments, parseExperiments } from '../../core/state/experiments.ts';
import type { State } from '../../core/state/state.ts';
import { experimentsFault } from '../../core/state/well-formed.ts';
import type { ManifestFile } from '../../generated/manifest.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import type { readOrExplain } from '../../store/place.ts';
import { difference } from './difference.ts';

interface AuditedExperiments {
  readonly faults: Fault[];
  readonly behind: { file: string; problem: string }[];
}

/** Compares the file of the experiments with the log, if the log is sound. The file may be newer than the manifest. */
export function auditExperiments(
  layout: Layout,
  manifest: ManifestFile | undefined,
  bytes: Awaited<ReturnType<typeof readOrExplain>>,
  log: { readonly state: State; readonly published: State } | undefined,
): AuditedExperiments {
  const file = relativeTo(layout, layout.experiments);
  const fault = (kind: Fault['kind'], problem: string): AuditedExperiments => ({
    faults: [{ kind, ref: null, file, problem }],
    behind: [],
  });
  const behind = (problem: string): AuditedExperiments => ({ faults: [], behind: [{ file, problem }] });
  const expectedRevision = manifest?.experiments;
  if (expectedRevision === undefined) return { faults: [], behind: [] };
  if (bytes === undefined) return behind('is missing: the file of the experiments');
  if ('problem' in bytes) return fault('manifest-torn', bytes.problem);
  const found = parseExperiments(bytes.toString('utf8'));
  if (!found) return fault('manifest-torn', 'is not JSON: the file of the experiments');
  const wrong = experimentsFault(found);
  if (wrong !== undefined) return fault('manifest-torn', `is not the file of the experiments: ${wrong}`);
  const known =
    log && [log.published.tracked, log.state.tracked].find((one) => one?.revision === found.revision);
  const altered = known && difference(bytes, formatExperiments(known));
  if (altered !== undefined) return fault('manifest-altered', altered);
  if (log && found.revision > log.state.revision)
    return fault('manifest-altered', `is at revision ${found.revision}, the log at ${log.state.revision}`);
  if (found.revision < expectedRevision)
    return behind(`is at revision ${found.revision}, the manifest has ${expectedRevision}`);
  return { faults: [], behind: [] };
}
