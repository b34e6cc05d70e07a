// One process on a client: everything that mreg does, round after round, with the library that stays open and with the executable
// in turn. What it tries and what was acknowledged goes to a journal outside the share, a line each, before it goes on.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Registry } from '../../dist/index.js';

const { root, name, life, journal, rounds, end } = JSON.parse(process.argv[2]);
const EXECUTABLE = resolve(import.meta.dirname, '../../bin/mreg.js');
const SHARED = 'nets/shared';
const OWN = `nets/own-${name}`;
const FIRST = `${SHARED}@1`;
const registry = new Registry(root);
const source = `/run/source-${name}`;
const write = (line) => appendFileSync(journal, `${JSON.stringify(line)}\n`);

const before = readFileSync(journal, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const begun = before.filter(({ round }) => round !== undefined).length;
/** A round that was cut short by a kill is made again. */
const first = life > 0 ? Math.max(0, begun - 1) : 0;
const KILLED = Symbol('killed');
let calls = 0;
let took = 1000;

/** Runs the executable; a call that is to be killed is killed in its middle, and then is not acknowledged. */
async function mreg(...words) {
  const killed = words.at(-1) === KILLED;
  const given = [...(killed ? words.slice(0, -1) : words), '--json', '--root', root];
  const began = Date.now();
  const child = spawn(process.execPath, [EXECUTABLE, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (text) => (out[stream] += text));
  const limit = killed && setTimeout(() => child.kill('SIGKILL'), took * (0.5 + (calls % 7) / 14));
  const status = await new Promise((done) => child.on('close', done));
  clearTimeout(limit);
  if (killed && status === null) throw KILLED;
  if (status !== 0) throw Object.assign(new Error(out.stderr || out.stdout), { status });
  took = Date.now() - began;
  return JSON.parse(out.stdout).result;
}

/** One call, on record in the journal. Its id is the reason of the change. */
async function call(op, work, facts = {}) {
  calls += 1;
  const id = `${name}.${life}.${calls}`;
  write({ id, op, ...facts });
  try {
    const result = await work(id);
    const { applied, revision, batch } = result ?? {};
    write({ ack: id, op, applied, revision, batch, ref: result?.ref ?? result?.version?.ref });
    return result;
  } catch (error) {
    if (error === KILLED) write({ killed: id, op });
    else {
      const { code, message, details, status } = error;
      write({ fail: id, op, code, message, details, status });
    }
    return undefined;
  }
}

/** Fails the call where the answer is not what this client has been told before. */
function expect(holds, what) {
  if (!holds) throw new Error(`not what was acknowledged: ${what}`);
}

/** Everything once. The calls take turns at going through the executable, which takes most of the time. */
async function round(index) {
  let turn = index + Number(name.at(-1));
  const byExecutable = () => turn++ % 3 === 0;
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'model.bin'), `weights of ${name}, ${life}, ${index}`);
  writeFileSync(join(source, 'scaler.pkl'), `scaler of ${name}, ${life}, ${index}`);
  const register = (model, ...more) => {
    const [type, wanted] = model.split('/');
    const words = ['register', source, '--type', type, '--name', wanted];
    const executable = byExecutable() || more.includes(KILLED);
    return call('register', (reason) =>
      executable
        ? mreg(...words, '--reason', reason, ...more)
        : registry.register({ source, type, name: wanted, reason }),
    );
  };
  const shared = await register(SHARED);
  const own = await register(OWN);
  if (byExecutable()) await register(OWN, KILLED);
  if (!shared || !own) return;

  await call('transition', (reason) => registry.transition({ ref: own.ref, to: 'staging', reason }));
  await call('promote', (reason) =>
    byExecutable()
      ? mreg('promote', own.ref, '--to', 'production', '--reason', reason)
      : registry.promote({ ref: own.ref, to: 'production', reason }),
  );
  await call('tag', (reason) =>
    registry.tag({ ref: shared.ref, set: { [`by-${name}`]: `${life}.${index}` }, reason }),
  );
  await call('alias', (reason) =>
    byExecutable()
      ? mreg('alias', 'set', shared.ref, `last-${name}`, '--reason', reason)
      : registry.setAlias({ ref: shared.ref, alias: `last-${name}`, reason }),
  );

  await call('versions', async () => {
    const found = await registry.versions(SHARED);
    expect(
      found.some(({ ref }) => ref === shared.ref),
      `${shared.ref} is listed`,
    );
  });
  await call('list', async () => {
    const { models } = byExecutable() ? await mreg('list') : await registry.models();
    expect(
      models.some(({ ref }) => ref === OWN),
      `${OWN} is listed`,
    );
  });
  await call('path', async () => {
    const ref = `${OWN}@production`;
    const { path } = byExecutable() ? await mreg('path', ref) : await registry.path({ ref });
    const held = readFileSync(join(path, 'model.bin'), 'utf8');
    expect(held.startsWith(`weights of ${name}`), `${path} has its bytes`);
  });
  await call('info', async () => {
    const { tags, metadata } = await registry.info(shared.ref);
    expect(tags[`by-${name}`] === `${life}.${index}`, 'the tag is there');
    expect(metadata.files.length === 2, 'the files are listed');
  });
  // Anybody's newest version, made a moment ago on either client.
  await call('latest', () => registry.info(`${SHARED}@latest`));

  const value = before.length + calls + index / 1000;
  await call('measure', () => registry.logMetrics({ ref: own.ref, metrics: { value } }), {
    of: own.ref,
    value,
  });
  await call('measure', () => registry.logMetrics({ ref: FIRST, metrics: { [name]: value } }), {
    of: FIRST,
    value,
  });
  await call('series', async () => {
    const { points } = await registry.metrics({ ref: own.ref });
    expect(
      points.some((point) => point.metrics.value === value),
      'the point is there',
    );
  });

  const other = await register(OWN);
  if (!other) return;
  if (await call('delete', (reason) => registry.delete({ refs: [other.ref], reason })))
    await call('restore', (reason) =>
      byExecutable()
        ? mreg('restore', other.ref, '--reason', reason)
        : registry.restore({ ref: other.ref, reason }),
    );
  await call('cleanup', (reason) =>
    registry.cleanup({ model: OWN, keep: 2, delete: index % 2 === 1, reason }),
  );

  const archive = `${source}.tar`;
  const ref = `${OWN}@production`;
  await call('export', () =>
    byExecutable() ? mreg('export', ref, '-o', archive) : registry.export({ refs: [ref], to: archive }),
  );
  rmSync(archive, { force: true });
  await call('verify', async () => {
    const { damaged } = byExecutable() ? await mreg('verify', OWN) : await registry.verify();
    expect(damaged.length === 0, `nothing is damaged: ${JSON.stringify(damaged)}`);
  });
}

for (let index = first; index < rounds && (index === first || Date.now() < end); index += 1) {
  write({ round: index });
  await round(index);
}
