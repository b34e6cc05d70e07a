// The servers that are measured, a raw client for them, and their memory.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const API = '/api/2.0/mlflow';

/** Starts a server; `started` is how long it took until /health answered, in milliseconds. */
export async function startServer({ argv, cwd, env }, name) {
  const port = await freePort();
  const began = performance.now();
  const [program, ...args] = argv.map((word) => word.replace('PORT', port));
  const child = spawn(program, args, { cwd, env, stdio: 'ignore', detached: true });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method, path, body, take) => exchange({ agent, port, method, path }, body, take);
  while ((await send('GET', '/health').catch(() => undefined)) === undefined) {
    if (child.exitCode !== null) throw new Error(`${argv.join(' ')} has ended`);
    await wait(10);
  }
  return {
    name,
    started: performance.now() - began,
    address: `http://127.0.0.1:${port}`,
    /** What a request is answered with. @throws for any status but 200 */
    async ask(method, path, asked = {}) {
      const query = method === 'GET' ? `?${new URLSearchParams(asked)}` : '';
      const body = method === 'GET' ? undefined : Buffer.from(JSON.stringify(asked));
      return JSON.parse(await send(method, `${API}/${path}${query}`, body));
    },
    send,
    /** MiB that it and the processes that it started hold, or held at most since `forgetPeak`. */
    memory: (line = 'VmRSS') => sum(treeOf(child.pid).map((pid) => field(pid, line))) / 1024,
    forgetPeak: () => treeOf(child.pid).forEach((pid) => void writeFileSync(`/proc/${pid}/clear_refs`, '5')),
    async stop() {
      agent.destroy();
      const ended = new Promise((done) => child.once('close', done));
      process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

function exchange({ agent, ...options }, body, take = readText) {
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json', 'content-length': body?.length ?? 0 };
    const sent = request({ ...options, host: '127.0.0.1', agent, headers }, async (answer) => {
      const taken = await take(answer);
      if (answer.statusCode === 200) done(taken);
      else fail(new Error(`${options.method} ${options.path}: ${answer.statusCode} ${taken}`));
    });
    sent.on('error', fail);
    if (typeof body?.pipe === 'function') body.pipe(sent);
    else sent.end(body);
  });
}

async function readText(answer) {
  const parts = [];
  for await (const part of answer) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** A process and all that it started, as far as they are still there. */
function treeOf(root) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), field(name, 'PPid')]);
  const tree = [root];
  for (const pid of tree)
    tree.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

function field(pid, name) {
  try {
    return Number(
      new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
