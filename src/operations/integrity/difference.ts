const SHOWN = 60;

/** The first place where bytes differ from those that follow from the log. */
export function difference(bytes: Buffer, text: string): string | undefined {
  if (bytes.equals(Buffer.from(text))) return undefined;
  const [found, expected] = [bytes.toString('utf8').split('\n'), text.split('\n')];
  const line = found.findIndex((content, index) => content !== expected[index]);
  const [is, should] = [found[line] ?? '', expected[line] ?? ''];
  const at = Math.max(0, [...is].findIndex((letter, index) => letter !== should[index]) - SHOWN / 2);
  const excerpt = (content: string) => `'${content.slice(at, at + SHOWN).trim()}'`;
  return `is not what the log gives: line ${line + 1} has ${excerpt(is)}, expected ${excerpt(should)}`;
}
