/** The small parts that every view is made of. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatAge } from '../../render/words/quantity.ts';
import type { Failure } from '../api/request.ts';
import { useStatus } from '../api/status.ts';
import { sayMoment, sayNumber } from '../format.ts';
import { Scrolling } from './scrolling.tsx';

/** A stage, in its colour: the one that serves, those before it, Archived and None. */
export function Stage({ stage }: { readonly stage: string }) {
  return <span class={`badge ${useStageTone(stage)}`}>{stage}</span>;
}

export function useStageTone(stage: string): string {
  const { data } = useStatus();
  const ladder = (data?.stages ?? []).filter((one) => one !== 'None' && one !== 'Archived');
  if (stage === 'None' || stage === 'Archived') return stage.toLowerCase();
  const below = ladder.length - 1 - ladder.indexOf(stage);
  return below === 0 ? 'top' : `mid${Math.min(3, Math.max(1, below))}`;
}

export function Alias({ name }: { readonly name: string }) {
  return <span class="chip alias">@{name}</span>;
}

export function Tags({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  return (
    <>
      {Object.entries(tags).map(([key, value]) => (
        <span key={key} class="chip" title={`${key}=${value}`}>
          {value === '' ? key : `${key}=${value}`}
        </span>
      ))}
    </>
  );
}

/** A moment as its age; the exact time is its title. */
export function Age({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={sayMoment(at)}>
      {formatAge(Date.now() - Date.parse(at))}
    </time>
  );
}

/** A text to be copied, and the button that does it. */
export function Copy({
  text,
  label,
  block,
}: {
  readonly text: string;
  readonly label: string;
  readonly block?: boolean;
}) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  const button = (
    <button type="button" class="copy" onClick={copy} aria-label={`Copy ${label}`}>
      {isCopied ? 'Copied' : 'Copy'}
    </button>
  );
  return block ? (
    <div class="snippet">
      <Scrolling label={label}>
        <pre>{text}</pre>
      </Scrolling>
      {button}
    </div>
  ) : (
    <span class="copyable">
      <code title={text}>{text}</code>
      {button}
    </span>
  );
}

/** What is wrong, and what can be done about it. */
export function Trouble({ failure }: { readonly failure: Pick<Failure, 'message' | 'hint'> }) {
  return (
    <div class="trouble" role="alert">
      <p>{failure.message}</p>
      {failure.hint !== undefined && <p class="soft">{failure.hint}</p>}
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

/** A name and what it is, in a list of facts. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A value, and the step at which it was. */
export function AtStep({ value, step }: { readonly value?: number | null; readonly step?: number | null }) {
  return (
    <>
      {sayNumber(value)}
      {typeof step === 'number' && <span class="soft"> at {step}</span>}
    </>
  );
}
