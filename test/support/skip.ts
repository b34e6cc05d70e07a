import type { TaskMeta } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the test is skipped. */
    readonly skipped?: string;
  }
}

export const notLinux = process.platform === 'linux' ? undefined : 'only Linux has what this needs';
export const notRoot = process.getuid?.() === 0 ? undefined : 'only root can become another user';

/** The options of tests that cannot run here for this reason, or of those that can where there is none. */
export function skipFor(reason: string | undefined): { skip?: boolean; meta?: Partial<TaskMeta> } {
  return reason === undefined ? {} : { skip: true, meta: { skipped: reason } };
}
