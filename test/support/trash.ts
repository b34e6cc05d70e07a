/** A registry of one version, in a directory that goes with the test file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { Registry } from '../../src/registry.ts';

/** Older than whatever there is. */
export const ALL = { olderThan: '2999-01-01' };
const work = mkdtempSync(join(tmpdir(), 'mreg-trash-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A clock that stands still gives every directory of a version the same timestamp, if it can. */
const now = () => new Date('2026-01-01T00:00:00Z');
export const DIRECTORY = 'rl/ppo_v1.0.0_20260101000000';

export async function makeRegistry(
  name: string,
): Promise<{ home: string; root: string; registry: Registry; register(): Promise<unknown> }> {
  const home = join(work, name);
  mkdirSync(join(home, 'out'), { recursive: true });
  writeFileSync(join(home, 'out', 'model.bin'), 'weights');
  const root = join(home, 'model_registry');
  const registry = new Registry(root, { now });
  const register = () =>
    registry.register({ source: join(home, 'out'), type: 'rl', name: 'ppo', version: 'v1.0.0' });
  await register();
  return { home, root, registry, register };
}
