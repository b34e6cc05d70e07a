import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MregError } from '../../src/errors.ts';
import type { Registry } from '../../src/registry.ts';
import { findDamage, foldLog } from '../support/live-versions.ts';
import { skipFor } from '../support/skip.ts';
import { CANNOT_STOP, stopAfter } from '../support/stopped.ts';
import { ALL, DIRECTORY, makeRegistry } from '../support/trash.ts';

/** What others do meanwhile; a refusal is an answer. */
const MEANWHILE: Record<string, (at: Awaited<ReturnType<typeof makeRegistry>>) => Promise<unknown>> = {
  'restore it and put it into production': async ({ registry }) => {
    await registry.restore({ ref: 'ppo@v1.0.0' });
    await registry.transition({ ref: 'ppo@v1.0.0', to: 'production' });
  },
  'restore it and delete it again': async ({ registry }) => {
    await registry.restore({ ref: 'ppo@v1.0.0' });
    await registry.delete({ refs: ['ppo@v1.0.0'] });
  },
  'delete and restore it': async ({ registry }) => {
    await registry.delete({ refs: ['ppo@v1.0.0'] });
    await registry.restore({ ref: 'ppo@v1.0.0' });
  },
  'purge it and register the same version': async ({ registry, register }) => {
    await registry.gc(ALL);
    await register();
  },
  'adopt what lies there': async ({ registry }) => {
    await registry.adopt();
  },
};

const COMMANDS: Record<string, { deleted: boolean; inPlace?: true; argv: string[] }> = {
  delete: { deleted: false, argv: ['delete', 'ppo@v1.0.0'] },
  cleanup: { deleted: false, argv: ['cleanup', '--keep', '0', '--delete', '--yes'] },
  restore: { deleted: true, argv: ['restore', 'ppo@v1.0.0'] },
  gc: { deleted: true, argv: ['gc', '--older-than', '2999-01-01', '--yes'] },
  'gc before delete has moved anything': {
    deleted: true,
    inPlace: true,
    argv: ['gc', '--older-than', '2999-01-01', '--yes'],
  },
};

const LAST_STEP = { mkdir: 1, link: 1, rename: 6 } as const;

async function tolerate(action: () => Promise<unknown>): Promise<void> {
  await action().catch((error) => {
    if (!(error instanceof MregError) || ['MREG_IO', 'MREG_BUG'].includes(error.code)) throw error;
  });
}

/** Everything can go, and nothing but live versions is left. */
async function expectClean(registry: Registry, root: string): Promise<void> {
  await registry.gc(ALL);
  const live = [...foldLog(root).values()].map(({ directory }) => directory.split('/')[1]);
  expect(readdirSync(join(root, 'rl')).sort()).toEqual(live.sort());
  expect(readdirSync(join(root, '.mreg/staging'))).toEqual([]);
  expect(
    readdirSync(join(root, '.mreg/trash')).flatMap((type) => readdirSync(join(root, '.mreg/trash', type))),
  ).toEqual([]);
}

describe('a process that stops between two steps', skipFor(CANNOT_STOP), () => {
  for (const [command, { deleted, inPlace, argv }] of Object.entries(COMMANDS)) {
    it.concurrent(`${command}: what it does later is harmless, what it leaves is collected`, async () => {
      const points = new Set<string>();
      for (const [meanwhile, act] of Object.entries(MEANWHILE)) {
        for (const call of ['mkdir', 'link', 'rename'] as const) {
          for (let nth = 1; nth <= LAST_STEP[call]; nth += 1) {
            for (const signal of ['SIGCONT', 'SIGKILL'] as const) {
              // Killed, it does nothing later, so one thing that others do is enough.
              if (signal === 'SIGKILL' && !meanwhile.startsWith('restore it and put')) continue;
              const at = `${command} after ${call} ${nth}, ${meanwhile}, ${signal}`;
              const made = await makeRegistry(at.replaceAll(/[ ,]+/g, '-'));
              if (deleted) await made.registry.delete({ refs: ['ppo@v1.0.0'] });
              if (inPlace) renameSync(join(made.root, '.mreg/trash', DIRECTORY), join(made.root, DIRECTORY));
              const process = await stopAfter(call, nth, argv, made.home);
              if (process.stopped) points.add(`${call} ${nth}`);
              if (signal === 'SIGKILL') await process.end(signal);
              await tolerate(() => act(made));
              await process.end(signal);
              expect(findDamage(made.root), at).toEqual([]);
              await expectClean(made.registry, made.root);
              expect(findDamage(made.root), at).toEqual([]);
              rmSync(made.home, { recursive: true });
              if (!process.stopped) break;
            }
            if (!points.has(`${call} ${nth}`)) break;
          }
        }
      }
      console.log(`${command}: stopped after ${[...points].join(', ')}`);
      expect(points.size).toBeGreaterThanOrEqual(4);
    });
  }
});
