/** The names of what each has, those that most have first; what a machine did stands behind what a training measured. */
export function namesOf<T>(all: readonly T[], of: (one: T) => object): string[] {
  const many = new Map<string, number>();
  for (const one of all) for (const name of Object.keys(of(one))) many.set(name, (many.get(name) ?? 0) + 1);
  const isSystem = (name: string) => Number(name.startsWith('system/'));
  return [...many].sort(([a, x], [b, y]) => isSystem(a) - isSystem(b) || y - x).map(([name]) => name);
}
