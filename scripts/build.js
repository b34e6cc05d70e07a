// Makes dist/: the program and the file that starts it, the packages that it loads late, the library as ES modules and its
// types, the licences of what is bundled. All of it is made beside the dist/ that is there, and takes its place once it is whole.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the licences of the bundled packages ask for, and those of their dependencies: some packages carry theirs within. */
function licensesOf(outputs) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const packages = new Set(
    inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  for (const name of packages) {
    const { dependencies = {} } = JSON.parse(
      readFileSync(`${root}node_modules/${name}/package.json`, 'utf8'),
    );
    for (const carried of Object.keys(dependencies)) packages.add(carried);
  }
  const notices = [...packages].sort().map((name) => {
    const folder = `${root}node_modules/${name}/`;
    const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(folder + file, 'utf8').trim() : ''}\n`;
  });
  return notices.join('\n----\n\n');
}

/** Where a build of dist/ works until it is whole; what builds that were killed have left there is removed. */
function makeWorkplace() {
  const all = `${root}.build/`;
  mkdirSync(all, { recursive: true });
  for (const pid of readdirSync(all)) if (!isRunning(Number(pid))) rmSync(all + pid, { recursive: true });
  mkdirSync(`${all}${process.pid}`);
  return `${all}${process.pid}/`;
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function main() {
  const workplace = makeWorkplace();
  const made = `${workplace}dist/`;
  const { files, outputs } = await bundle();
  for (const [path, text] of Object.entries({ ...files, 'THIRD-PARTY-LICENSES.txt': licensesOf(outputs) })) {
    mkdirSync(dirname(made + path), { recursive: true });
    writeFileSync(made + path, text);
  }
  // A program that was broken on purpose has no types to speak of.
  if (!process.argv.includes('--bundle-only')) {
    const types = ['--project', 'tsconfig.build.json', '--outDir', `${made}types`];
    execFileSync(`${root}node_modules/.bin/tsc`, types, { cwd: root, stdio: 'inherit' });
  }
  mkdirSync(`${root}dist`, { recursive: true });
  renameSync(`${root}dist`, `${workplace}old`);
  renameSync(made, `${root}dist`);
  rmSync(workplace, { recursive: true });
}

await main();
