import type { Comparison } from './comparison.ts';

const MOST = 24;

/** Which colour stands for which version or run. */
export function Legend({ subjects }: Pick<Comparison, 'subjects'>) {
  return (
    <ul class="legend">
      {subjects.slice(0, MOST).map(({ key, label }, at) => (
        <li key={key} class={`line-${at % 8}`}>
          {label}
        </li>
      ))}
      {subjects.length > MOST && <li>and {subjects.length - MOST} more</li>}
    </ul>
  );
}
