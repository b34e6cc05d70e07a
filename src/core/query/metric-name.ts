/** Metrics by the names that people type for them. */
import { nearest } from '../names/nearest.ts';

/** The full name of the metric that a user means: a full name, one with `metrics.` before it, or the last part if only one of `names`
 * ends so; else the logged metric of the name. A name that fits none is returned as it is. */
export function findMetric(written: string, names: readonly string[]): string {
  const name = written.replace(/^metrics\./, '');
  if (names.includes(name)) return name;
  const registered = names.filter((known) => known === bareMetric(known));
  const logged = names.filter((known) => known !== bareMetric(known));
  for (const among of [registered, logged]) {
    const exact = among.find((known) => bareMetric(known) === name);
    if (exact !== undefined) return exact;
    const [only, ...others] = among.filter((known) => bareMetric(known).endsWith(`.${name}`));
    if (only !== undefined) return others.length === 0 ? only : name;
  }
  return name;
}

/** The metric that was probably meant by a mistyped name. */
export function nearestMetric(written: string, names: readonly string[]): string | undefined {
  const name = written.replace(/^metrics\./, '');
  const whole = names.find((known) => known.endsWith(`.${name}`)) ?? nearest(name, names);
  if (whole !== undefined) return whole;
  const parts = names.map(lastPart);
  const part = nearest(lastPart(name), parts);
  return part === undefined ? undefined : names[parts.indexOf(part)];
}

/** Whether a metric is selected by its full name or its last part. An empty selection selects all. */
export function isSelected(name: string, selected: readonly string[]): boolean {
  const known = [name, bareMetric(name), lastPart(bareMetric(name))];
  return (
    selected.length === 0 || selected.some((written) => known.includes(written.replace(/^metrics\./, '')))
  );
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The name of the metric in `latest(name)`. */
export function bareMetric(name: string): string {
  return /^latest\((.*)\)$/.exec(name)?.[1] ?? name;
}
