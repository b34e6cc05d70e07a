/** Tags, params or aliases in one line: `team=quant checked`. */
export function pairsText(pairs: Readonly<Record<string, string>>): string {
  let text = '';
  for (const key in pairs) text += `${text && ' '}${pairs[key] === '' ? key : `${key}=${pairs[key]}`}`;
  return text;
}
