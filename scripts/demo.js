// The main job on the example data: a PPO agent of Stable Baselines3 is registered, promoted, served, retrained and
// rolled back. Each line is what one would type; the registry is made anew in a temporary directory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const executable = fileURLToPath(new URL('../bin/mreg.js', import.meta.url));
const example = fileURLToPath(new URL('../examples/ppo-trading', import.meta.url));
const root = join(mkdtempSync(join(tmpdir(), 'mreg-demo-')), 'model_registry');

const JOB = [
  ['register', './out', '--type', 'rl_agents'],
  ['promote', 'ppo_dowjones'],
  ['promote', 'ppo_dowjones', '--reason', 'first agent'],
  ['path', 'ppo_dowjones@production'],
  ['register', './retrained', '--type', 'rl_agents', '--alias', 'challenger'],
  [
    'promote',
    'ppo_dowjones@challenger',
    '--to',
    'production',
    '--expect',
    'v1.0.0',
    '--reason',
    'higher Sharpe ratio',
  ],
  ['list', 'ppo_dowjones'],
  ['rollback', 'ppo_dowjones', '--reason', 'drawdown in live trading'],
  ['history', 'ppo_dowjones'],
];

for (const words of JOB) {
  console.log(`\n$ mreg ${words.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ')}`);
  execFileSync(process.execPath, [executable, ...words], {
    cwd: example,
    stdio: 'inherit',
    env: { ...process.env, MREG_ROOT: root },
  });
}
console.log(`\nThe registry is a folder: ${root}`);
