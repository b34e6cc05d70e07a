import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { runMreg } from './executable.ts';
import { inspect } from './oracle.ts';

const SOAK = process.env.MREG_SOAK === '1';

// The full counts take hours; a push waits for minutes.
if (SOAK) vi.setConfig({ testTimeout: 4 * 3_600_000 });

/** The full count under `npm run test:soak`, else the one that a push can wait for. */
export function count(everyPush: number, soak: number): number {
  return SOAK ? soak : everyPush;
}

export { SEED } from './random.ts';

/** Numbers in [0, 1) that a seed determines (a 32-bit linear congruential generator, mixed). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** As many as are wanted, of each kind as many (or one more), in an order that the numbers determine. */
export function deal<T>(kinds: readonly T[], wanted: number, next: () => number): T[] {
  const dealt = Array.from({ length: wanted }, (_, index) => kinds[index % kinds.length] as T);
  for (let last = dealt.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [dealt[last], dealt[other]] = [dealt[other] as T, dealt[last] as T];
  }
  return dealt;
}

/** A line of figures that belongs to the result of a test. */
export function figures(name: string, values: Readonly<Record<string, string | number>>): void {
  const told = Object.entries(values).map(([key, value]) => `${key} ${value}`);
  process.stdout.write(`  ${name}: ${told.join(', ')}\n`);
}

/** A directory that every user can enter and that goes when the test ends. */
export function workspace(): string {
  const path = mkdtempSync(join(tmpdir(), 'mreg-store-'));
  rmSync(path, { recursive: true });
  mkdirSync(path, { mode: 0o755 });
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A model's directory with these files; the text of each is its content. */
export function makeModel(path: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, dirname(name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** The words that register a source as the next version of `t/m`. */
export function registerLine(source: string, root: string, ...more: readonly string[]): string[] {
  return ['register', source, '--type', 't', '--name', 'm', ...more, '--root', root];
}

/** A registry of `t/m` with versions v1.0.0 … v1.0.<n-1>. */
export async function makeRegistry(directory: string, versions: number): Promise<string> {
  const root = join(directory, 'registry');
  for (let index = 0; index < versions; index += 1) {
    const source = makeModel(join(directory, `seed-${index}`), { 'model.bin': `version ${index}` });
    const run = await runMreg(['register', source, '--type', 't', '--name', 'm', '--root', root, '-q']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
  }
  return root;
}

/** Every invariant holds; gives what the oracle found. */
export function expectSound(root: string) {
  const findings = inspect(root);
  expect(findings.violations).toEqual([]);
  return findings;
}

/** Path, kind, time and digest of all that lies below a directory: equal before and after means that nothing was written. */
export function snapshot(root: string, { times = true } = {}): string[] {
  const stats = lstatSync(root, { throwIfNoEntry: false });
  if (!stats) return [];
  const own = stats.isFile()
    ? createHash('sha256').update(readFileSync(root)).digest('hex')
    : stats.mode.toString(8);
  const inner = stats.isDirectory() ? readdirSync(root).sort() : [];
  return [
    `${root} ${own} ${times ? stats.mtimeMs : ''}`,
    ...inner.flatMap((name) => snapshot(join(root, name), { times })),
  ];
}

/** A copy of a registry to try something on. */
export function copyRegistry(from: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
  return to;
}
