/** Changes as the server tells of them: each says what it is about, and the views that show that ask again. */
import { useEffect, useState } from 'preact/hooks';
import type { Change } from '../../generated/log-entry.ts';
import type { EntryView } from '../../generated/output.ts';
import { apiLink } from './request.ts';
import { ANY_RUN, type Topic, touch } from './resource.ts';

/** Whether changes come in. */
export type Connection = 'connecting' | 'live' | 'lost';

const TRY_AGAIN_MS = 3000;
/** A browser has few connections for a server, and a tab that nobody sees needs none. */
const LET_GO_AFTER_MS = 10_000;

/** Follows the server's events as long as somebody sees the page. */
export function useLive(): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout>;
    let hasMissed = false;
    const connect = () => {
      source = follow({
        open() {
          setConnection('live');
          // What happened in between may not have been told.
          if (hasMissed) touch('*');
          hasMissed = false;
        },
        lose() {
          hasMissed = true;
          setConnection('lost');
          if (source?.readyState === EventSource.CLOSED) timer = setTimeout(connect, TRY_AGAIN_MS);
        },
      });
    };
    const letGo = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
      hasMissed = true;
    };
    const look = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(letGo, LET_GO_AFTER_MS);
      else if (!source || source.readyState === EventSource.CLOSED) connect();
    };
    connect();
    document.addEventListener('visibilitychange', look);
    // A page that the browser keeps for the way back would keep its connection too.
    addEventListener('pagehide', letGo);
    addEventListener('pageshow', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', letGo);
      removeEventListener('pageshow', look);
      letGo();
    };
  }, []);
  return connection;
}

function follow({ open, lose }: { open(): void; lose(): void }): EventSource {
  const source = new EventSource(apiLink('/events'));
  source.addEventListener('open', open);
  source.addEventListener('error', lose);
  source.addEventListener('change', ({ data }) => touch(...topicsOf(JSON.parse(data))));
  source.addEventListener('missed', () => touch('runs', ANY_RUN));
  source.addEventListener('run', ({ data }) => touch('runs', `run:${JSON.parse(data).id}`));
  return source;
}

/** What an entry of the log is about. */
function topicsOf({ changes }: EntryView): Topic[] {
  const topics = new Set<Topic>(['history', 'status']);
  for (const change of changes as Change[]) {
    if ('experiment' in change) topics.add('experiments');
    if (!('name' in change)) continue;
    topics.add('models').add(modelTopic(change.type, change.name));
    if (change.change === 'model-renamed' || change.change === 'model-restored')
      topics.add(modelTopic(change.type, change.to));
  }
  return [...topics];
}

export function modelTopic(type: string, name: string): Topic {
  return `model:${type}/${name}`;
}
