import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { complete, completionsOf } from './complete.ts';
import { isCondition } from './is-condition.ts';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** What conditions may ask for. */
  readonly fields?: readonly string[];
  /** Called while somebody types. */
  onInput(text: string): void;
  /** Called with a condition once somebody ends it with Enter. */
  onCondition(where: string): void;
}

/** The field that `/` leads to. Arrows choose among what the last word may become, Tab takes the first; Escape leaves. */
export function SearchField({ label, placeholder, value, fields = [], onInput, onCondition }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [at, setAt] = useState(-1);
  // Another address may ask for something else; whoever is typing keeps what they type.
  useEffect(() => {
    if (field.current && field.current !== document.activeElement) field.current.value = value;
  }, [value]);
  const change = (text: string) => {
    setOffered(completionsOf(text, fields));
    setAt(-1);
    if (!isCondition(text)) onInput(text);
  };
  const take = (name: string) => {
    if (!field.current) return;
    field.current.value = complete(field.current.value, name);
    field.current.focus();
    setOffered([]);
  };
  const press = (event: KeyboardEvent) => {
    const text = field.current?.value ?? '';
    const chosen = offered[at];
    const first = offered[0];
    if (event.key === 'ArrowDown' && offered.length > 0) setAt((at + 1) % offered.length);
    else if (event.key === 'ArrowUp' && offered.length > 0)
      setAt(((at + offered.length) % (offered.length + 1)) - 1);
    else if (event.key === 'Tab' && first !== undefined && !event.shiftKey) take(chosen ?? first);
    else if (event.key === 'Enter' && chosen !== undefined) take(chosen);
    else if (event.key === 'Enter' && isCondition(text)) onCondition(text);
    else if (event.key === 'Escape' && offered.length > 0) setOffered([]);
    else if (event.key === 'Escape') field.current?.blur();
    else return;
    event.preventDefault();
  };
  return (
    <div class="search">
      <input
        ref={field}
        type="search"
        // biome-ignore lint/a11y/noRedundantRoles: it is redundant only beside a list of the browser.
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={offered.length > 0}
        aria-controls={id}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        placeholder={placeholder}
        title={`${label} ( / )`}
        spellcheck={false}
        list={undefined}
        defaultValue={value}
        onInput={({ currentTarget }) => change(currentTarget.value)}
        onKeyDown={press}
        onBlur={() => setOffered([])}
      />
      <div id={id} role="listbox" aria-label="Fields" hidden={offered.length === 0}>
        {offered.map((name, place) => (
          <div
            key={name}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            // The field would lose the focus, and the list with it, before the click.
            onMouseDown={(event) => {
              event.preventDefault();
              take(name);
            }}
          >
            {name}
          </div>
        ))}
      </div>
    </div>
  );
}
