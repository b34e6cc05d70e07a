import { hostname, userInfo } from 'node:os';
import type { LogEntry } from '../generated/log-entry.ts';

/** Who made a change. */
export type Author = LogEntry['by'];

/** Whom the operating system says this process belongs to. A container may run as a user id that has no name there; then it
 * is the name in the environment, or else the id. */
export function currentAuthor(): Author {
  let user: string;
  try {
    user = userInfo().username;
  } catch {
    const { USER, LOGNAME } = process.env;
    user = USER || LOGNAME || String(process.getuid?.() ?? 'unknown');
  }
  return { user, host: hostname() };
}
