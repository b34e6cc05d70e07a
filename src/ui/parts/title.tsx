import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** The head of a view; the browser's window is called after it. */
export function Title({
  text,
  above,
  children,
}: {
  readonly text: string;
  readonly above?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${text} · mreg`;
  }, [text]);
  return (
    <div class="title">
      <div>
        {above !== undefined && <p class="above">{above}</p>}
        <h1>{text}</h1>
      </div>
      {children !== undefined && <div class="actions">{children}</div>}
    </div>
  );
}
