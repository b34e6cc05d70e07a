// What was measured, for people and for machines.
import { cpus, loadavg, release, totalmem } from 'node:os';

/** The machine, as far as it says what the figures are worth. */
export function describeMachine() {
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    load: loadavg().map((load) => Number(load.toFixed(2))),
  };
}

/** One measured row as a line of the table; `met` is what the row promises. */
export function rowCells({ work, against, most, memory, result, missing }) {
  if (missing !== undefined) return [work, against, missing, '', '', limit(most), '', ''];
  const { ours, theirs, ratio, peak } = result;
  return [
    work,
    against,
    milliseconds(ours),
    milliseconds(theirs),
    `${ratio.median.toFixed(2)} × (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`,
    limit(most),
    peak === undefined ? '' : `${Math.round(peak)} MiB${peak > memory ? ` > ${memory}` : ''}`,
    most === undefined ? '' : isMet({ most, memory, result }) ? 'met' : 'MISSED',
  ];
}

export const HEADINGS = ['work', 'against', 'mreg', 'other', 'ratio (quartiles)', 'at most', 'memory', ''];

/** A Markdown table whose columns stand under each other. */
export function formatTable(headings, rows) {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
  const format = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [format(headings), rule, ...rows.map(format)].join('\n');
}

/** Whether a row keeps both its ratio and its memory. */
export function isMet({ most, memory, result }) {
  return result.ratio.median <= most && (result.peak === undefined || result.peak <= memory);
}

function limit(most) {
  return most === undefined ? '' : `${most} ×`;
}

function milliseconds({ median }) {
  return median < 10_000 ? `${median.toFixed(median < 100 ? 1 : 0)} ms` : `${(median / 1000).toFixed(1)} s`;
}
