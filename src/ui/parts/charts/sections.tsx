import type { ComponentChildren } from 'preact';
import { Chart, type Line } from './chart.tsx';
import type { CurveOptions } from './draw-curve.ts';

interface DrawnMetric {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** Charts under the part of their names before a slash: `train/loss` under `train`. What the machine did stands last. */
export function ChartSections({
  charts,
  options: { isLog, over },
}: {
  readonly charts: readonly DrawnMetric[];
  readonly options: CurveOptions;
}): ComponentChildren {
  return sectionsOf(charts).map(([title, some]) => (
    <section key={title}>
      {title !== '' && <h2>{title}</h2>}
      <div class="charts">
        {some.map(({ name, lines }) => (
          <Chart key={name} title={name} lines={lines} isLog={isLog} isTime={over === 'time'} />
        ))}
      </div>
    </section>
  ));
}

/** Those without a slash come first. */
export function sectionsOf<T extends { readonly name: string }>(
  all: readonly T[],
): readonly (readonly [title: string, some: readonly T[]])[] {
  const sections = new Map<string, T[]>([['', []]]);
  for (const one of all) {
    const title = /^([^/]+)\/./.exec(one.name)?.[1] ?? '';
    const section = sections.get(title);
    if (section) section.push(one);
    else sections.set(title, [one]);
  }
  const system = sections.get('system') ?? [];
  sections.delete('system');
  return [...sections, ['system', system] as const].filter(([, some]) => some.length > 0);
}
