/** Long lists: the first page is shown at once, the others join it as they come. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, type Failure, request } from './request.ts';
import { type Topic, useTopics } from './resource.ts';
import type { Page } from './types.ts';

const FIRST = 200;
const NEXT = 1000;

/** A list as far as it has come. */
export interface Listing<T, P extends Page> {
  readonly items: readonly T[];
  /** The first page, for what stands beside the items. */
  readonly page?: P | undefined;
  readonly isComplete: boolean;
  readonly failure?: Failure | undefined;
}

interface Options<T> {
  readonly topics: readonly Topic[];
  /** Where only those are asked for that have changed, so that the others can stay. */
  readonly only?: {
    key(item: T): string;
    /** The path that answers with the items of these topics; undefined if all have to be asked for. */
    path(topics: ReadonlySet<Topic>): string | undefined;
    /** The keys that are gone unless the answer has them. */
    keys(topics: ReadonlySet<Topic>): readonly string[];
  };
}

/** The items that stand under `name` in the answers to a path. */
export function usePages<T, P extends Page = Page>(
  path: string | undefined,
  name: string,
  { topics, only }: Options<T>,
): Listing<T, P> {
  const [listing, setListing] = useState<Listing<T, P> & { path?: string | undefined }>(NONE);
  const turn = useRef(0);

  const itemsOf = (page: P) => (page as unknown as Record<string, readonly T[]>)[name] ?? [];
  const load = async (from: string, isFirst: boolean) => {
    turn.current += 1;
    const mine = turn.current;
    let items: readonly T[] = [];
    let first: P | undefined;
    let cursor: string | null = null;
    try {
      do {
        const size = items.length === 0 && isFirst ? FIRST : NEXT;
        const { data }: Answer<P> = await request<P>(pageOf(from, size, cursor));
        if (turn.current !== mine) return;
        first ??= data;
        items = [...items, ...itemsOf(data)];
        cursor = data.next_cursor;
        // A list that is there already is not shortened while it is asked for again.
        if (isFirst || cursor === null)
          setListing({ path: from, items, page: first, isComplete: cursor === null });
      } while (cursor !== null);
    } catch (failure) {
      if (turn.current === mine)
        setListing((before) => ({ ...before, path: from, isComplete: true, failure: failure as Failure }));
    }
  };
  // Another path is another list; nothing else is.
  useEffect(() => {
    if (path === undefined) return undefined;
    void load(path, true);
    return () => {
      turn.current += 1;
    };
  }, [path]);

  const patch = async (from: string, some: NonNullable<Options<T>['only']>, heard: ReadonlySet<Topic>) => {
    const { data } = await request<P>(from);
    const fresh = new Map(itemsOf(data).map((item) => [some.key(item), item]));
    const asked = new Set(some.keys(heard));
    setListing((before) => {
      const kept = before.items.flatMap((item) => {
        const key = some.key(item);
        const found = fresh.get(key);
        fresh.delete(key);
        return found ? [found] : asked.has(key) ? [] : [item];
      });
      return { ...before, items: [...kept, ...fresh.values()] };
    });
  };
  useTopics(topics, (heard) => {
    if (path === undefined) return;
    const some = only?.path(heard);
    if (only && some !== undefined && listing.isComplete) void patch(some, only, heard);
    else void load(path, listing.items.length === 0);
  });
  return listing.path === path ? listing : NONE;
}

const NONE = { items: [], isComplete: false };

function pageOf(path: string, limit: number, cursor: string | null): string {
  const begin = cursor === null ? '' : `&cursor=${cursor}`;
  return `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${begin}`;
}
