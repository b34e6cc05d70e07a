/** A count with its word, and groups of digits: `1,234 versions`, `2 entries`. */
export function count(number: number, word: string): string {
  const words = word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
  return `${number.toLocaleString('en-US')} ${number === 1 ? word : words}`;
}
