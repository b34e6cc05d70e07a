import { ANY, type Command, checkStatus, hasProgram, type Story } from './story.ts';

const mreg = {
  kind: 'program',
  usage: 'mreg ARG…',
  takes: [0, ANY],
  pathsFrom: 0,
  argv: (story, args) => [...story.mreg, ...args],
} as const satisfies Command;

const waitForAll = async (story: Story): Promise<void> => {
  const jobs = await Promise.all(
    story.background.map(async ({ line, running }) => ({ line, exit: await running.exit })),
  );
  const shown = jobs.find(({ line, exit }) => exit.status !== (line.status ?? 0)) ?? jobs.at(-1);
  if (shown === undefined) throw new Error('nothing runs in the background');
  story.background = [];
  const joined = (stream: 'stdout' | 'stderr'): Buffer | undefined => {
    const parts = jobs.flatMap(({ exit }) => exit[stream] ?? []);
    return parts.length === jobs.length ? Buffer.concat(parts) : undefined;
  };
  story.last = {
    line: shown.line.number,
    source: shown.line.source,
    status: shown.exit.status,
    stdout: joined('stdout'),
    stderr: joined('stderr'),
  };
  checkStatus(story, shown.line, shown.exit);
};

/** The commands that run something whose output is then looked at. */
export const PROGRAMS: Readonly<Record<string, Command>> = {
  mreg,
  tty: {
    ...mreg,
    usage: 'tty mreg ARG…',
    takes: [1, ANY],
    terminal: true,
    argv: (story, [program, ...args]) => {
      if (program !== 'mreg') throw new Error(`expected "tty mreg", received "tty ${program}"`);
      if (!hasProgram(story, 'script'))
        throw new Error('no program "script": put "skip-unless script \'no terminal\'" first');
      return mreg.argv(story, args);
    },
  },
  sh: { kind: 'program', usage: "sh 'LINE'", takes: [1, 1], argv: (_, args) => ['/bin/sh', '-c', ...args] },
  wait: { kind: 'step', usage: 'wait', takes: [0, 0], run: waitForAll },
};
