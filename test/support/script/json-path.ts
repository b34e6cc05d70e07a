const PATH = /^(?:(?:^|\.)[^.[\]]+|\[\d+\]|\["[^"]*"\])+$/;
const KEY = /\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g;

/** What a JSON path leads to, or the reason why it leads nowhere. */
export type Found = { readonly value: unknown } | { readonly missing: string };

/**
 * Looks up `result.versions[0].name`, `versions["v1.0.0"].number`, `list.0`, `list.length`: own keys only.
 * Throws when the path is not one.
 */
export const lookUpJson = (document: unknown, path: string): Found => {
  if (!PATH.test(path)) throw new Error(`not a JSON path: ${path}`);
  let value = document;
  for (const [, quoted, index, plain] of path.matchAll(KEY)) {
    const key = quoted ?? index ?? plain ?? '';
    if (value === null || value === undefined || !Object.hasOwn(Object(value), key)) {
      const there =
        typeof value === 'object' && value !== null ? Object.keys(value).join(', ') : JSON.stringify(value);
      return { missing: `${path}: no "${key}", there is: ${there || 'nothing'}` };
    }
    value = (value as Record<string, unknown>)[key];
  }
  return { value };
};

/** A value as a script writes it: a string as it is, anything else as compact JSON. */
export const jsonText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The one document that the bytes hold. Throws when they hold none or more. */
export const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    throw new Error(`the output is not one JSON document: ${(error as Error).message}`);
  }
};
