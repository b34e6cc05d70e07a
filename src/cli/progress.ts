import { escapeText } from '../render/terminal/escape.ts';
import { textWidth, truncateText } from '../render/terminal/width.ts';
import { formatAge, formatBytes } from '../render/words/quantity.ts';

const QUIET_MS = 300;
const REDRAW_MS = 100;
const FALLBACK_WIDTH = 80;
const CLEAR_TO_END = '\x1b[K';

/** How far a piece of work is. Counts are bytes; `done` never falls within one piece of work. */
interface ProgressUpdate {
  readonly label: string;
  readonly done: number;
  readonly total?: number | undefined;
}

/** One line on a terminal that shows how far long work is. */
export interface Progress {
  /** Call as often as is convenient, from the start: it draws at most ten times a second. */
  update(update: ProgressUpdate): void;
  /** Removes the line. Call before anything else is written and at the end; drawing may go on after it. */
  clear(): void;
}

function bar(share: number, width: number): string {
  const filled = Math.floor(share * width);
  return `[${'='.repeat(filled)}${' '.repeat(width - filled)}]`;
}

/** The line: label, bar and percentage, then as many of the other facts as fit. */
function progressLine(update: ProgressUpdate, bytesPerMs: number, width: number): string {
  const { done, total } = update;
  const rate = `${formatBytes(bytesPerMs * 1000)}/s`.padStart(10);
  const label = truncateText(escapeText(update.label), Math.floor(width * 0.3));
  if (total === undefined) return joinFitting([label, formatBytes(done).padStart(8), rate], width);
  // Zero bytes of zero are all of them.
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const left = bytesPerMs > 0 ? [`${formatAge(Math.max(0, total - done) / bytesPerMs)} left`] : [];
  const bytes = `${formatBytes(done).padStart(8)} / ${formatBytes(total)}`;
  const head =
    width < 30 ? [label, percent] : [label, bar(share, Math.min(30, Math.floor(width * 0.2))), percent];
  return joinFitting([...head, bytes, rate, ...left], width);
}

/** The first part, then each of the others that still fits on the line. */
function joinFitting(parts: readonly string[], width: number): string {
  return parts.reduce((line, part) => {
    const longer = `${line}  ${part}`;
    return textWidth(longer) <= width ? longer : line;
  });
}

/**
 * Progress on a stream, rewritten in place; writes nothing at all unless `enabled` (the stream is a terminal
 * and nobody asked for quiet), nor in the first 300 ms, so that short work leaves no trace. When `done`
 * falls, a new piece of work has begun and its rate is measured afresh. `now` gives milliseconds.
 */
export function createProgress(output: {
  readonly stream: { write(text: string): unknown; readonly columns?: number | undefined };
  readonly enabled: boolean;
  readonly now?: () => number;
}): Progress {
  const { stream, enabled, now = () => performance.now() } = output;
  let began: number | undefined;
  let drawnAt: number | undefined;
  let start = { at: 0, done: 0 };
  let previous = Number.POSITIVE_INFINITY;

  return {
    update(update) {
      if (!enabled) return;
      const at = now();
      began ??= at;
      if (update.done < previous) start = { at, done: update.done };
      previous = update.done;
      if (at - began < QUIET_MS || (drawnAt !== undefined && at - drawnAt < REDRAW_MS)) return;
      drawnAt = at;
      const elapsed = at - start.at;
      const bytesPerMs = elapsed > 0 ? (update.done - start.done) / elapsed : 0;
      // A line that reaches the last column would wrap on some terminals, and `\r` could not undo it.
      const width = (stream.columns || FALLBACK_WIDTH) - 1;
      stream.write(`\r${progressLine(update, bytesPerMs, width)}${CLEAR_TO_END}`);
    },
    clear() {
      if (drawnAt !== undefined) stream.write(`\r${CLEAR_TO_END}`);
      began = undefined;
      drawnAt = undefined;
      previous = Number.POSITIVE_INFINITY;
    },
  };
}
