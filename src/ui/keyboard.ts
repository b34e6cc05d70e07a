/** The keyboard: every key that does something is declared by the part that does it, and `?` lists them. */
import { useEffect, useRef } from 'preact/hooks';

/** Keys with what they do: `/`, `j`, `g m`. */
export type Keys = Readonly<Record<string, Key>>;

interface Key {
  readonly does: string;
  run(): void;
}

/** The keys of each part, which may be others each time that it is drawn. */
const active: { readonly current: Keys }[] = [];

/** Binds keys while a part is on the page. The last part that binds a key has it. */
export function useKeys(keys: Keys): void {
  const bound = useRef(keys);
  bound.current = keys;
  useEffect(() => {
    active.push(bound);
    return () => void active.splice(active.indexOf(bound), 1);
  }, []);
}

/** Every key that does something now, and what. */
export function listKeys(): readonly (readonly [string, string])[] {
  return [...new Map(active.flatMap(({ current }) => Object.entries(current)))].map(([key, { does }]) => [
    key,
    does,
  ]);
}

const SECOND_WITHIN_MS = 1200;
let first = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether somebody is typing: then letters are letters. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox'))
  );
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  // A dialog has the keyboard to itself.
  if (document.querySelector('dialog[open]')) return;
  const pair = first === '' ? event.key : `${first} ${event.key}`;
  first = '';
  clearTimeout(timer);
  const key = active.findLast(({ current }) => current[pair])?.current[pair];
  if (key) {
    event.preventDefault();
    key.run();
  } else if (
    active.some(({ current }) => Object.keys(current).some((name) => name.startsWith(`${event.key} `)))
  ) {
    first = event.key;
    timer = setTimeout(() => {
      first = '';
    }, SECOND_WITHIN_MS);
  }
}

/** Listens to the keyboard. */
export function listenToKeys(): void {
  addEventListener('keydown', press);
}
