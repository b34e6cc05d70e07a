/** What the browser keeps for whoever looks: a JSON object under a name. */

/** An empty object if nothing was kept, or if it cannot be read. */
export function readKept<T extends object>(place: string): T {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    return (typeof kept === 'object' && kept !== null ? kept : {}) as T;
  } catch {
    return {} as T;
  }
}

/** A browser that keeps nothing still shows what was chosen. */
export function writeKept(place: string, kept: object): void {
  try {
    localStorage.setItem(place, JSON.stringify(kept));
  } catch {}
}
