/** What a condition may go on with. */

const MOST = 8;

/** Fields that go on from the word at the end of a text: first those that begin with it, then those that hold it. */
export function completionsOf(text: string, fields: readonly string[]): readonly string[] {
  const word = wordOf(text).toLowerCase();
  if (word === '') return [];
  const isLonger = (field: string) => field.toLowerCase() !== word && field.toLowerCase().includes(word);
  const starts = (field: string) => Number(!field.toLowerCase().startsWith(word));
  return fields
    .filter(isLonger)
    .sort((a, b) => starts(a) - starts(b) || a.localeCompare(b))
    .slice(0, MOST);
}

/** The text with the word at its end made whole. */
export function complete(text: string, field: string): string {
  return `${text.slice(0, text.length - wordOf(text).length)}${field} `;
}

/** A word after a comparison is a value, and no field. */
function wordOf(text: string): string {
  const [, before = '', word = ''] = /^(.*?)([\w.]*)$/s.exec(text) ?? [];
  return /[<>=~'"(]\s*$/.test(before) ? '' : word;
}
