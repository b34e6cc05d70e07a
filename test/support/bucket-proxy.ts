/** Stands between a client and a store: counts requests, and treats them as a bad network or a busy store would. */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';

/** What becomes of a request. `lost`: it is carried out, and its answer never comes. `dropped`: it never gets there. `cut`: its answer breaks
 * off. `busy`: the store answers 503. */
export type Fate = 'passed' | 'lost' | 'dropped' | 'cut' | 'busy';

/** A request as it is told of: its method, and the key with its query. */
export interface Passing {
  readonly method: string;
  readonly url: string;
}

export interface Proxy {
  readonly endpoint: string;
  /** All requests so far. */
  readonly seen: Passing[];
  /** Decides on each request; all pass at first. */
  fateOf: (request: Passing) => Fate;
  stop(): Promise<void>;
}

const BUSY =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>';

export async function startProxy(endpoint: string): Promise<Proxy> {
  const { hostname, port } = new URL(endpoint);
  const proxy: Pick<Proxy, 'seen' | 'fateOf'> = { seen: [], fateOf: () => 'passed' };
  const pass = (asked: IncomingMessage, body: Buffer, answer: ServerResponse, fate: Fate) => {
    const { method, url: path, headers } = asked;
    // The signature holds for the host that the client knows.
    const sent = send({ hostname, port, path, method, headers }, (got) => {
      const pieces: Buffer[] = [];
      got.on('data', (piece) => pieces.push(piece));
      got.on('end', () => {
        if (fate === 'lost') return asked.socket.destroy();
        answer.writeHead(got.statusCode ?? 500, got.headers);
        const all = Buffer.concat(pieces);
        if (fate !== 'cut') return answer.end(all);
        answer.write(all.subarray(0, all.length / 2), () => asked.socket.destroy());
      });
    });
    sent.on('error', () => asked.socket.destroy());
    sent.end(body);
  };
  const server = createServer((asked, answer) => {
    const pieces: Buffer[] = [];
    asked.on('data', (piece) => pieces.push(piece));
    asked.on('end', () => {
      const passing = { method: asked.method ?? '', url: asked.url ?? '' };
      proxy.seen.push(passing);
      const fate = proxy.fateOf(passing);
      if (fate === 'dropped') asked.socket.destroy();
      else if (fate === 'busy') answer.writeHead(503, { 'content-type': 'application/xml' }).end(BUSY);
      else pass(asked, Buffer.concat(pieces), answer, fate);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: own } = server.address() as { port: number };
  return Object.assign(proxy, {
    endpoint: `http://127.0.0.1:${own}`,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}
