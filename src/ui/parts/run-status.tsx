import type { RunView } from '../../generated/output.ts';

const TONE: Readonly<Record<RunView['status'], string>> = {
  RUNNING: 'mid3',
  SCHEDULED: 'none',
  FINISHED: 'top',
  FAILED: 'failed',
  KILLED: 'archived',
};

export function RunStatus({ status }: Pick<RunView, 'status'>) {
  return <span class={`badge ${TONE[status]}`}>{status.toLowerCase()}</span>;
}
