// Registers, promotes, labels, deletes, restores, cleans up and collects garbage, in rounds: each deals every one of them
// once, in another order. The last round is the first, of as many as are wanted, after which each has succeeded at least
// once. Prints how often each succeeded. What the state forbids is an answer; any other failure ends it.
import { writeFileSync } from 'node:fs';
import { MregError, Registry } from '../../dist/index.js';

const [root, source, seed, rounds] = process.argv.slice(2);
const registry = new Registry(root);
const counts = {};
let random = Number(seed);
const below = (bound) => {
  random = (random * 1103515245 + 12345) % 2 ** 31;
  return Math.floor((random / 2 ** 31) * bound);
};
const pick = (list) => list[below(list.length)];
writeFileSync(`${source}/model.bin`, `weights of ${seed}`);

const some = async (versions) => {
  const { ref } = pick(versions) ?? {};
  if (ref === undefined) throw new MregError('MREG_NOT_FOUND', 'nothing there');
  return ref;
};
const live = async () => some(await registry.versions('rl/ppo'));
const work = {
  register: () => registry.register({ source, type: 'rl', name: 'ppo' }),
  derive: async () => registry.register({ source, type: 'rl', name: 'ppo', parents: [await live()] }),
  promote: async () => registry.promote({ ref: await live() }),
  archive: async () => registry.archive({ refs: [await live()] }),
  alias: async () => registry.setAlias({ ref: await live(), alias: 'champion' }),
  delete: async () => registry.delete({ refs: [await live()] }),
  restore: async () => registry.restore({ ref: await some((await registry.deleted()).versions) }),
  cleanup: () => registry.cleanup({ keep: 3, delete: true }),
  // Not the staging area: three seconds there are work in progress.
  gc: async () => {
    const { remove } = await registry.gc({ olderThan: '3s', dryRun: true });
    const only = remove.filter(({ kind }) => kind !== 'staging').map(({ path }) => path);
    return registry.gc({ olderThan: '3s', only });
  },
  measure: async () => registry.logMetrics({ ref: await live(), metrics: { reward: 1 } }),
  series: async () => registry.metrics({ ref: await live() }),
  read: async () => registry.info(await live()),
};
const ACCEPTED = ['MREG_NOT_FOUND', 'MREG_PROTECTED', 'MREG_CONFLICT', 'MREG_EXISTS', 'MREG_AMBIGUOUS'];

const verbs = Object.keys(work);
for (let round = 0; round < Number(rounds) || verbs.some((verb) => !counts[verb]); round += 1) {
  const dealt = [...verbs, 'register', 'register'];
  while (dealt.length > 0) {
    const [verb] = dealt.splice(below(dealt.length), 1);
    try {
      await work[verb]();
      counts[verb] = (counts[verb] ?? 0) + 1;
    } catch (error) {
      const gone = verb === 'read' && error.code === 'MREG_DAMAGED';
      if (!gone && !ACCEPTED.includes(error.code)) throw error;
    }
  }
}
process.stdout.write(JSON.stringify(counts));
