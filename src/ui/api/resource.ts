/** What views have asked for: kept while they show it, and asked for again once it has changed. */
import { useEffect, useState } from 'preact/hooks';
import { type Failure, request } from './request.ts';

/** An answer as a view sees it. What was there before stays until the next one comes. */
export interface Resource<T> {
  readonly data?: T;
  readonly etag?: string | undefined;
  readonly failure?: Failure | undefined;
  reload(): Promise<void>;
}

/** What an answer is about: `models`, `model:type/name`, `runs`, `run:id`, `history`. Whoever hears one of them asks again. */
export type Topic = string;

/** Stands for every `run:id`. */
export const ANY_RUN: Topic = 'run:*';

const listeners = new Set<(topics: ReadonlySet<Topic>) => void>();
let gathered: Set<Topic> | undefined;

/** Changes come in bursts; views ask again once for a burst. */
const GATHER_MS = 120;

/** Says that something has changed; `*` stands for everything. */
export function touch(...topics: readonly Topic[]): void {
  if (!gathered) {
    gathered = new Set();
    setTimeout(() => {
      const heard = gathered ?? new Set();
      gathered = undefined;
      for (const listener of listeners) listener(heard);
    }, GATHER_MS);
  }
  for (const topic of topics) gathered.add(topic);
}

/** Calls a function whenever one of these is said to have changed. */
export function useTopics(topics: readonly Topic[], changed: (topics: ReadonlySet<Topic>) => void): void {
  useEffect(() => {
    const listener = (heard: ReadonlySet<Topic>) => {
      const isHeard = (topic: Topic) => heard.has(topic) || (topic.startsWith('run:') && heard.has(ANY_RUN));
      if (heard.has('*') || topics.some(isHeard)) changed(heard);
    };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
}

/** The answers to some paths, in their order; undefined until one has come, and if it cannot be had. */
export function useResources<T>(
  paths: readonly string[],
  topics: readonly Topic[],
): readonly (T | undefined)[] {
  const [answers, setAnswers] = useState<readonly (T | undefined)[]>([]);
  const [turn, setTurn] = useState(0);
  const key = paths.join(' ');
  // The paths are those of the key.
  useEffect(() => {
    let isWanted = true;
    void Promise.all(
      paths.map((path) =>
        request<T>(path).then(
          ({ data }) => data,
          () => undefined,
        ),
      ),
    ).then((all) => isWanted && setAnswers(all));
    return () => {
      isWanted = false;
    };
  }, [key, turn]);
  useTopics(topics, () => setTurn(turn + 1));
  return answers;
}

/** The answer to a path below /api/v1; nothing is asked for without a path. */
export function useResource<T>(path: string | undefined, topics: readonly Topic[] = []): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'> & { path?: string | undefined }>({});
  const load = async () => {
    if (path === undefined) return;
    try {
      const { data, etag } = await request<T>(path);
      setState({ path, data, etag });
    } catch (failure) {
      setState((before) => ({ ...(before.path === path && before), path, failure: failure as Failure }));
    }
  };
  // Another path is another answer; nothing else is.
  useEffect(() => {
    let isWanted = true;
    if (path !== undefined)
      request<T>(path).then(
        ({ data, etag }) => isWanted && setState({ path, data, etag }),
        (failure) => isWanted && setState({ path, failure }),
      );
    return () => {
      isWanted = false;
    };
  }, [path]);
  useTopics(topics, () => void load());
  return { ...(state.path === path && state), reload: load };
}
