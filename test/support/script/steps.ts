import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { jsonText, lookUpJson, parseJson } from './json-path.ts';
import { start } from './process.ts';
import { ANY, type Command, hasProgram, lastBytes, type Story } from './story.ts';

/** A tool of the system; it leaves the last command's output alone. */
const tool = (usage: string, argv: readonly string[], takes: readonly [number, number]): Command => ({
  kind: 'step',
  usage,
  takes,
  pathsFrom: 0,
  run: async ({ cwd, env, deadline }, args) => {
    const { status, stderr } = await start({ argv: [...argv, ...args], cwd, env }, deadline).exit;
    if (status !== 0) throw new Error(`${stderr?.toString().trim()} (status ${status})`);
  },
});

const setVariable = (story: Story, name: string, value: string): void => {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`not a variable's name: "${name}"`);
  story.env[name] = value;
};

/** The commands that arrange things. */
export const STEPS: Readonly<Record<string, Command>> = {
  cp: tool('cp FROM… TO', ['cp', '-R'], [2, ANY]),
  mv: tool('mv FROM… TO', ['mv'], [2, ANY]),
  rm: tool('rm PATH…', ['rm', '-r'], [1, ANY]),
  mkdir: tool('mkdir PATH…', ['mkdir', '-p'], [1, ANY]),
  chmod: tool('chmod MODE PATH…', ['chmod'], [2, ANY]),
  symlink: tool('symlink TARGET LINK', ['ln', '-s'], [2, 2]),
  mkfifo: tool('mkfifo PATH…', ['mkfifo'], [1, ANY]),
  cd: {
    kind: 'step',
    usage: 'cd DIRECTORY',
    takes: [1, 1],
    pathsFrom: 0,
    run: (story, [directory = '']) => {
      const target = resolve(story.cwd, directory);
      if (!statSync(target).isDirectory()) throw new Error(`not a directory: ${target}`);
      story.cwd = target;
    },
  },
  env: {
    kind: 'step',
    usage: 'env NAME=VALUE…',
    takes: [1, ANY],
    run: (story, pairs) => {
      for (const pair of pairs) {
        const [name = '', ...rest] = pair.split('=');
        if (rest.length === 0) throw new Error(`expected NAME=VALUE, received "${pair}"`);
        setVariable(story, name, rest.join('='));
      }
    },
  },
  capture: {
    kind: 'step',
    usage: 'capture NAME [JSON-PATH]',
    takes: [1, 2],
    run: (story, [name = '', path]) => {
      const stdout = lastBytes(story, 'stdout');
      if (path === undefined) return setVariable(story, name, stdout.toString().trim());
      const found = lookUpJson(parseJson(stdout), path);
      if ('missing' in found) throw new Error(found.missing);
      setVariable(story, name, jsonText(found.value));
    },
  },
  'skip-unless': {
    kind: 'step',
    usage: "skip-unless PROGRAM 'REASON'",
    takes: [2, 2],
    run: (story, [program = '', reason]) => {
      if (!hasProgram(story, program)) story.skipped = `no ${program} here: ${reason}`;
    },
  },
};
