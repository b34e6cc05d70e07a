import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isPresent } from './expand.ts';
import { jsonText, lookUpJson, parseJson } from './json-path.ts';
import { ANY, type Command, lastBytes, type Story } from './story.ts';

type Stream = 'stdout' | 'stderr';

/** `ifNot` says why the plain assertion fails, `ifSo` why the negated one does. */
const expectThat = (holds: boolean, negated: boolean, ifNot: string, ifSo: string): void => {
  if (holds === negated) throw new Error(negated ? ifSo : ifNot);
};

const matching = (stream: Stream): Command => ({
  kind: 'assertion',
  usage: `${stream} REGEX`,
  takes: [1, 1],
  check: (story, [pattern = ''], negated) => {
    const regex = new RegExp(pattern, 'm');
    const found = regex.exec(lastBytes(story, stream).toString());
    const ifSo = `${stream} matches ${regex}: ${JSON.stringify(found?.[0])}`;
    expectThat(found !== null, negated, `${stream} does not match ${regex}`, ifSo);
  },
});

const json = (name: string, stream: Stream): Command => ({
  kind: 'assertion',
  usage: `${name} PATH, ${name} PATH VALUE or ${name} PATH ~ REGEX`,
  takes: [1, 3],
  check: (story, [path = '', value, pattern], negated) => {
    const found = lookUpJson(parseJson(lastBytes(story, stream)), path);
    if (value === undefined) {
      expectThat('value' in found, negated, 'missing' in found ? found.missing : '', `${path} is there`);
      return;
    }
    // A negated comparison needs the value too, or a slip in the path would make it hold.
    if ('missing' in found) throw new Error(found.missing);
    const text = jsonText(found.value);
    if (pattern === undefined) {
      const holds = text === value || JSON.stringify(found.value) === value;
      expectThat(holds, negated, `${path} is ${text}, expected ${value}`, `${path} is ${text}`);
      return;
    }
    if (value !== '~') throw new Error(`expected "~" before a regex, received "${value}"`);
    const regex = new RegExp(pattern, 'm');
    const ifNot = `${path} is ${text}, which does not match ${regex}`;
    expectThat(regex.test(text), negated, ifNot, `${path} is ${text}, which matches ${regex}`);
  },
});

const bytesOf = (story: Story, name: string): Buffer =>
  name === 'stdout' || name === 'stderr' ? lastBytes(story, name) : readFileSync(resolve(story.cwd, name));

const firstDifference = (a: Buffer, b: Buffer): string => {
  const [left, right] = [a.toString().split('\n'), b.toString().split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  const index = at === -1 ? left.length : at;
  const shown = [left, right].map((lines) => `\n  ${JSON.stringify(lines[index] ?? 'end of file')}`);
  return `first at line ${index + 1}:${shown.join('')}`;
};

/** The commands that hold or fail; each can be negated with `!`. */
export const ASSERTIONS: Readonly<Record<string, Command>> = {
  stdout: matching('stdout'),
  stderr: matching('stderr'),
  'stdout-is': {
    kind: 'assertion',
    usage: 'stdout-is TEXT',
    takes: [1, 1],
    check: (story, [expected = ''], negated) => {
      const text = JSON.stringify(lastBytes(story, 'stdout').toString());
      const wanted = JSON.stringify(`${expected}\n`);
      expectThat(text === wanted, negated, `stdout is ${text}, expected ${wanted}`, `stdout is ${text}`);
    },
  },
  json: json('json', 'stdout'),
  'json-err': json('json-err', 'stderr'),
  exists: {
    kind: 'assertion',
    usage: 'exists PATH…',
    takes: [1, ANY],
    pathsFrom: 0,
    check: ({ cwd }, paths, negated) => {
      for (const path of paths) {
        expectThat(isPresent(resolve(cwd, path)), negated, `${path} does not exist`, `${path} exists`);
      }
    },
  },
  cmp: {
    kind: 'assertion',
    usage: 'cmp A B',
    takes: [2, 2],
    pathsFrom: 0,
    check: (story, [a = '', b = ''], negated) => {
      const [left, right] = [bytesOf(story, a), bytesOf(story, b)];
      const equal = left.equals(right);
      const difference = equal ? '' : firstDifference(left, right);
      const ifNot = `${a} (${left.length} bytes) and ${b} (${right.length} bytes) differ, ${difference}`;
      expectThat(equal, negated, ifNot, `${a} and ${b} are equal (${left.length} bytes)`);
    },
  },
  grep: {
    kind: 'assertion',
    usage: 'grep REGEX FILE…',
    takes: [2, ANY],
    pathsFrom: 1,
    check: ({ cwd }, [pattern = '', ...paths], negated) => {
      const regex = new RegExp(pattern, 'm');
      for (const path of paths) {
        const holds = regex.test(readFileSync(resolve(cwd, path), 'utf8'));
        expectThat(holds, negated, `${path} does not match ${regex}`, `${path} matches ${regex}`);
      }
    },
  },
};
