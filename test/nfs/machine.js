// Runs inside the kernel that machine.sh set up: for each pair of versions of NFS it mounts the share on both clients, lets
// three processes on each do everything at once, kills some of them, starts the server anew, and verifies from both.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const CLIENTS = ['a', 'b'];
const WORKER = resolve(import.meta.dirname, 'client-worker.js');
const EXECUTABLE = resolve(import.meta.dirname, '../../bin/mreg.js');
const inside = (client, ...words) => ['nsenter', [`--net=/run/netns/${client}`, ...words]];
const run = (program, ...words) => execFileSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });

let random = plan.seed;
const upTo = (most) => {
  random = (random * 1103515245 + 12345) % 2 ** 31;
  return Math.floor((random / 2 ** 31) * most);
};

for (const [label, versions] of Object.entries(plan.mounts)) {
  const told = { label, killed: 0, verified: [] };
  const began = Date.now();
  mkdirSync(`/mnt/server/${label}`);
  for (const [at, client] of CLIENTS.entries()) mount(client, `10.9.${at + 1}.1`, versions[at], label);
  const workers = CLIENTS.flatMap((client) =>
    [1, 2, 3].map((number) => startWorker(client, number, label, began + plan.seconds * 1000)),
  );
  // The first calls found the registry together; what comes after disturbs those that are under way.
  for (let disturbance = 0; disturbance < plan.kills; disturbance += 1) {
    await wait(plan.calm * (500 + upTo(1000)));
    if (disturbance === 1) {
      run('rpc.nfsd', '0');
      await wait(500);
      run('rpc.nfsd', '8');
      told.restarted = 1;
    }
    const running = workers.filter((worker) => worker.child.exitCode === null);
    const victim = running[upTo(running.length)];
    if (victim?.kill()) told.killed += 1;
  }
  await Promise.all(workers.map(({ ended }) => ended));
  told.seconds = Math.round((Date.now() - began) / 1000);
  for (const client of CLIENTS) told.verified.push(verify(client));
  for (const client of CLIENTS) run('umount', `/mnt/${client}`);
  told.total = Math.round((Date.now() - began) / 1000);
  writeFileSync(join(plan.out, `${label}.json`), JSON.stringify(told));
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

function mount(client, address, version, label) {
  const [type, from, options] =
    version === '3'
      ? ['nfs', `/mnt/server/${label}`, 'vers=3,nolock']
      : ['nfs4', `/${label}`, `vers=${version}`];
  const [program, words] = inside(
    client,
    'mount',
    '-t',
    type,
    '-o',
    options,
    `${address}:${from}`,
    `/mnt/${client}`,
  );
  run(program, ...words);
}

/** A worker that is killed is followed by another, which goes on where it was. */
function startWorker(client, number, label, end) {
  const journal = join(plan.out, `${label}-${client}${number}.jsonl`);
  writeFileSync(journal, '');
  let done;
  const worker = { ended: new Promise((end) => (done = end)) };
  const start = (life) => {
    const given = {
      root: `/mnt/${client}/registry`,
      name: `${client}${number}`,
      life,
      journal,
      rounds: plan.rounds,
      end,
    };
    const [program, words] = inside(client, process.execPath, WORKER, JSON.stringify(given));
    worker.child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });
    let killed = false;
    worker.kill = () => (killed = worker.child.kill('SIGKILL'));
    worker.child.on('exit', (code) => {
      if (killed) return start(life + 1);
      if (code !== 0) appendFileSync(journal, `${JSON.stringify({ fail: `ended with ${code}` })}\n`);
      done();
    });
  };
  start(0);
  return worker;
}

/** What `mreg verify` says on a client. */
function verify(client) {
  const [program, words] = inside(
    client,
    process.execPath,
    EXECUTABLE,
    'verify',
    '--json',
    '--root',
    `/mnt/${client}/registry`,
  );
  try {
    return { status: 0, ...summary(execFileSync(program, words, { encoding: 'utf8' })) };
  } catch (error) {
    return { status: error.status, stderr: error.stderr, ...summary(error.stdout) };
  }
}

function summary(stdout) {
  try {
    const { result } = JSON.parse(stdout);
    return { head: result.head, revision: result.revision, damaged: result.damaged };
  } catch {
    return { stdout };
  }
}
