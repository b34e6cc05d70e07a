import { invalid } from '../errors.ts';
import { type Entity, unquote } from './parse.ts';

/** One key to sort by. */
export interface Order {
  readonly entity: Entity;
  readonly key: string;
  readonly descending: boolean;
}

/** `metrics.loss DESC`, ``params.`my param` ``, `start_time asc`.
 * @throws INVALID_PARAMETER_VALUE */
export function parseOrder(text: string, entities: Readonly<Record<string, Entity>>): Order {
  const [, called, direction] = /^\s*((?:`[^`]*`|"[^"]*"|[^\s`"])+)(?:\s+(\S+))?\s*$/.exec(text) ?? [];
  if (called === undefined) throw invalid(`Invalid order_by clause '${text}'. Could not be parsed.`);
  if (direction !== undefined && !/^(asc|desc)$/i.test(direction))
    throw invalid(`Invalid ordering key in order_by clause '${text}'.`);
  const dot = /^[`"]/.test(called) ? -1 : called.indexOf('.');
  const before = dot === -1 ? undefined : called.slice(0, dot);
  const entity =
    before === undefined ? 'attribute' : Object.hasOwn(entities, before) ? entities[before] : undefined;
  if (entity === undefined)
    throw invalid(
      `Invalid entity type '${before}'. Valid values are [${[...new Set(Object.values(entities))].map((each) => `'${each}'`).join(', ')}]`,
    );
  return { entity, key: unquote(called.slice(dot + 1)), descending: /^desc$/i.test(direction ?? '') };
}

/** Compares by several keys, the first that differs. */
export function compareBy<T>(
  keys: readonly { readonly of: (item: T) => string | number; readonly descending: boolean }[],
): (a: T, b: T) => number {
  return (a, b) => {
    for (const { of, descending } of keys) {
      const [left, right] = [of(a), of(b)];
      if (left !== right) return left < right !== descending ? -1 : 1;
    }
    return 0;
  };
}
