// One of several processes that commit to one registry at once: node commits.js <root> <ref> <how many> <who>.
import { Registry } from '../dist/index.js';

const [root, ref, count, who] = process.argv.slice(2);
const registry = new Registry(root);
for (let done = 0; done < Number(count); done += 1) {
  await registry.tag({ ref, set: { [`writer-${who}`]: String(done) } });
}
