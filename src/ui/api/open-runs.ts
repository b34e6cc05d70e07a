import { useEffect } from 'preact/hooks';
import { touch } from './resource.ts';

const EVERY_MS = 3000;
/** More than these are not asked for at once. */
const MOST = 50;

/** Looks again at runs that go on, as long as they do. */
export function useOpenRuns(runs: readonly { readonly id: string; readonly status: string }[]): void {
  const open = runs.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
  const ids = open.slice(0, MOST).join();
  useEffect(() => {
    if (ids === '') return undefined;
    const timer = setInterval(() => touch('runs', ...ids.split(',').map((id) => `run:${id}`)), EVERY_MS);
    return () => clearInterval(timer);
  }, [ids]);
}
