/** A registry that a group shares: members with masks that would lock the others out, all at once. */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { notRoot, skipFor } from '../support/skip.ts';
import { count, expectSound, figures, SEED, workspace } from '../support/store.ts';

const run = promisify(execFile);
const GROUP = 54_321;
/** By user. */
const MASKS = { 54001: '022', 54002: '002', 54003: '077' };

/** Runs a line as a member of the group. */
function as(user: string, mask: string, ...words: readonly string[]) {
  const line = ['setpriv', `--reuid=${user}`, `--regid=${user}`, `--groups=${GROUP}`, '--', ...words];
  return run('sh', ['-c', `umask ${mask}; exec "$@"`, 'sh', ...line], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', USER: `member${user}` },
  });
}

test(
  'three users with masks 022, 002 and 077 do everything at once: no refusal, and nothing is closed',
  skipFor(notRoot),
  async () => {
    const place = workspace();
    const root = join(place, 'registry');
    mkdirSync(root);
    chownSync(root, 0, GROUP);
    chmodSync(root, 0o2770);
    const rounds = count(2, 200);
    const told: Record<string, number> = {};
    await Promise.all(
      Object.entries(MASKS).map(async ([user, mask], index) => {
        const source = join(place, user);
        mkdirSync(source);
        chownSync(source, Number(user), Number(user));
        const worker = resolve('test/support/retention-worker.js');
        const words = [process.execPath, worker, root, source, String(SEED + index), String(rounds)];
        const { stdout } = await as(user, mask, ...words);
        for (const [verb, times] of Object.entries<number>(JSON.parse(stdout)))
          told[verb] = (told[verb] ?? 0) + times;
      }),
    );
    figures('a group of three', { rounds, ...told });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(0);
    expectSound(root);
    const doctor = await runMreg(['doctor', '--root', root, '--json']);
    expect(JSON.parse(doctor.stdout).result.findings).toEqual([]);
    for (const [user, mask] of Object.entries(MASKS)) {
      const mreg = resolve('bin/mreg.js');
      const verify = await as(user, mask, process.execPath, mreg, 'verify', '--json', '--root', root);
      expect(JSON.parse(verify.stdout).result.damaged).toEqual([]);
    }
  },
);
