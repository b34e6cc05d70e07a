import type { ComponentChildren } from 'preact';

/** Something wider, or taller, than its place: it scrolls within it, with the keyboard too. */
export function Scrolling({
  label,
  isTall = false,
  children,
}: {
  readonly label: string;
  readonly isTall?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll.
    <section class={isTall ? 'scroll tall' : 'scroll'} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
