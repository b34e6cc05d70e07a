import type { ComponentChildren } from 'preact';
import { useId, useMemo } from 'preact/hooks';
import { useQuery } from '../../address.ts';
import { Choice } from '../choice.tsx';
import type { CurveOptions } from './draw-curve.ts';

const OVER = ['step', 'time', 'duration'] as const;

/** How curves are drawn, as the address says. */
export function useCurveOptions(): CurveOptions {
  const [query] = useQuery();
  const smoothing = Math.min(0.99, Math.max(0, Number(query.get('smooth')) || 0));
  const isLog = query.get('scale') === 'log';
  const over = OVER.find((one) => one === query.get('over')) ?? 'step';
  return useMemo(() => ({ smoothing, isLog, over }), [smoothing, isLog, over]);
}

export function CurveTools({ children }: { readonly children?: ComponentChildren }) {
  const [, setQuery] = useQuery();
  const { smoothing, isLog, over } = useCurveOptions();
  const id = useId();
  return (
    <div class="tools">
      <Choice
        label="Over"
        choices={OVER}
        value={over}
        onChange={(next) => setQuery({ over: next === 'step' ? undefined : next })}
      />
      <Choice
        label="Scale"
        choices={['linear', 'log']}
        value={isLog ? 'log' : 'linear'}
        onChange={(next) => setQuery({ scale: next === 'log' ? next : undefined })}
      />
      <span class="labelled">
        <label for={id}>Smoothing</label>
        <input
          id={id}
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={smoothing}
          onInput={({ currentTarget }) =>
            setQuery({ smooth: currentTarget.value === '0' ? undefined : currentTarget.value })
          }
        />
        <output>{smoothing.toFixed(2)}</output>
      </span>
      {children}
    </div>
  );
}
