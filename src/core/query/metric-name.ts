/** Metrics by the names that people type for them. */
import { nearest } from '../names/nearest.ts';

/** The metric that is meant: by its full name, with `metrics.` before it, or by its last part where only one of `names` ends so.
 * What names none is given back as a full name. */
export function findMetric(written: string, names: readonly string[]): string {
  const name = written.replace(/^metrics\./, '');
  if (names.includes(name)) return name;
  const [only, ...others] = names.filter((known) => known.endsWith(`.${name}`));
  return only !== undefined && others.length === 0 ? only : name;
}

/** The metric that was probably meant by a name that none has. */
export function nearestMetric(written: string, names: readonly string[]): string | undefined {
  const name = written.replace(/^metrics\./, '');
  const whole = names.find((known) => known.endsWith(`.${name}`)) ?? nearest(name, names);
  if (whole !== undefined) return whole;
  const parts = names.map(lastPart);
  const part = nearest(lastPart(name), parts);
  return part === undefined ? undefined : names[parts.indexOf(part)];
}

/** Whether a metric is among those to be shown: all where none is named, else those of that full name or last part. */
export function isSelected(name: string, selected: readonly string[]): boolean {
  const known = [name, lastPart(name)];
  return (
    selected.length === 0 || selected.some((written) => known.includes(written.replace(/^metrics\./, '')))
  );
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
