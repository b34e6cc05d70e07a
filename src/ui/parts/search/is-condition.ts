/** A condition has an operator; anything else is a part of a name. */
export function isCondition(text: string): boolean {
  return /[<>=~]|\b(in|contains|exists)\b/i.test(text);
}
