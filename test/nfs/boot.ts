/** A kernel in user space that boots with the host's files as its root, and knows NFS whatever the host's kernel knows. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What machine.js is to do. */
export interface Plan {
  /** A directory for the journals. */
  readonly out: string;
  /** The versions of NFS that the two clients speak, by a name. */
  readonly mounts: Readonly<Record<string, readonly [a: string, b: string]>>;
  /** How often each process does everything, at most. */
  readonly rounds: number;
  /** How many processes are killed, for each pair of mounts. */
  readonly kills: number;
  /** About so many seconds lie between one of them and the next. */
  readonly calm: number;
  /** Seconds for each pair of mounts; after that no process begins again, once it has done everything. */
  readonly seconds: number;
  readonly seed: number;
}

const PROGRAMS = [
  'linux.uml',
  'exportfs',
  'rpc.nfsd',
  'rpcbind',
  'mount.nfs',
  'modprobe',
  'mkfs.ext4',
  'ip',
  'unshare',
];
const MODULES = '/usr/lib/uml/modules';
const DISK_BYTES = 512 * 2 ** 20;

/** Why nothing can be booted here, or undefined where it can. */
export function whyNoMachine(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can do it, on Linux';
  const missing = PROGRAMS.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) return `no ${missing.join(', ')}`;
  return existsSync(MODULES) ? undefined : `no ${MODULES}`;
}

/** Boots, runs machine.js with the plan, and gives what was printed once all has ended; at the latest after so many seconds. The
 * server's disk is an image of ext4. */
export async function bootAndRun(
  place: string,
  plan: Plan,
  mostSeconds: number,
): Promise<{ disk: string; printed: string }> {
  const disk = join(place, 'disk.img');
  writeFileSync(disk, '');
  truncateSync(disk, DISK_BYTES);
  execFileSync('mkfs.ext4', ['-q', disk]);
  const path = join(place, 'plan.json');
  writeFileSync(path, JSON.stringify(plan));
  writeFileSync(`${path}.start`, `${process.execPath}\n${resolve(import.meta.dirname, 'machine.js')}\n`);
  // The kernel's modules are mounted there, and nowhere else will do.
  const made = mkdirSync('/lib/modules', { recursive: true });
  try {
    return { disk, printed: await runKernel(disk, path, mostSeconds) };
  } finally {
    if (made !== undefined) rmdirSync(made);
  }
}

/** All processes of the kernel end with the first one, and that one ends with `timeout`, whatever becomes of this process. */
async function runKernel(disk: string, plan: string, mostSeconds: number): Promise<string> {
  const guard = ['-k', '5', String(mostSeconds), 'unshare', '--fork', '--pid', '--kill-child=KILL'];
  const kernel = [
    'linux.uml',
    'mem=2500M',
    'root=/dev/root',
    'rootfstype=hostfs',
    'rootflags=/',
    'rw',
    `ubd0=${disk}`,
    `init=${resolve(import.meta.dirname, 'machine.sh')}`,
    `plan=${plan}`,
    'con=null',
    'con0=fd:0,fd:1',
    'con1=null',
    'quiet',
  ];
  const child = spawn('timeout', [...guard, ...kernel], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  await new Promise<void>((done, fail) => {
    child.on('error', fail);
    child.on('close', () => done());
  });
  return printed;
}
