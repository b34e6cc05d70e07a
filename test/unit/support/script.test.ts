import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript } from '../../support/script.ts';

/** Stands for mreg: says what it was given, ends as it was told. */
const STAND_IN = `
const [verb, ...rest] = process.argv.slice(2);
const verbs = {
  args: () => console.log(JSON.stringify(rest)),
  say: () => console.log(rest.join(' ')),
  warn: () => console.error(rest.join(' ')),
  exit: () => { process.exitCode = Number(rest[0]); },
  env: () => console.log(JSON.stringify(process.env)),
  cwd: () => console.log(process.cwd()),
  cat: () => process.stdin.pipe(process.stdout),
  ask: () => process.stdin.once('data', (line) => { console.log('heard ' + line); process.exit(); }),
  tty: () => console.log([process.stdout.isTTY, process.stderr.isTTY, process.stdout.columns].join(' ')),
  sleep: () => setTimeout(() => console.log('woke'), Number(rest[0])),
};
verbs[verb]();
`;

let directory: string;
let executable: string;

beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), "script runner's-"));
  executable = join(directory, 'stand-in.js');
  writeFileSync(executable, STAND_IN);
});

afterAll(() => rmSync(directory, { recursive: true }));

const play = (text: string, deadline?: AbortSignal) =>
  runScript({ file: 'story.txt', text, executable, parent: directory, ...(deadline && { deadline }) });

const failure = async (text: string, deadline?: AbortSignal): Promise<Error> => {
  const outcome = await play(text, deadline).catch((error: Error) => error);
  if (!(outcome instanceof Error)) throw new Error(`the script held:\n${text}`);
  return outcome;
};

/** Name of the case, script, what the message must hold. */
type Failing = readonly [string, string, string | RegExp];

const holds = (cases: readonly (readonly [string, string])[]): void => {
  test.each(cases)('%s', async (_, text) => {
    expect(await play(text)).toEqual({ skipped: undefined });
  });
};

const fails = (cases: readonly Failing[]): void => {
  test.each(cases)('%s', async (_, text, message) => {
    expect((await failure(text)).message).toMatch(message);
  });
};

describe('words', () => {
  holds([
    ['single quotes are literal', `mreg args 'a b' '$HOME \\n'\njson [0] 'a b'\njson [1] '$HOME \\n'`],
    [
      'double quotes expand',
      `env A=x\nmreg args "$A b" "\${A}y" "\\$A \\" \\\\ \\d"\njson [0] 'x b'\njson [1] xy\njson [2] '$A " \\ \\d'`,
    ],
    ['bare words expand', `env A='x y'\nmreg args $A-\${A}! $ a$\nstdout-is '["x y-x y!","$","a$"]'`],
    ['pieces join, empty words count', `mreg args a'b 'c"d" '' ""\nstdout-is '["ab cd","",""]'`],
    ['a comment ends the line', `# first\nmreg args a#b 'a'#b # c 'd\nstdout-is '["a#b","a#b"]'\n\n  # last`],
    ['quoted operators are words', `mreg args '<' ">" '&' '!'\nstdout-is '["<",">","&","!"]'`],
    [
      'paths match',
      `mreg args d/*/f? */a 'd/*' no*\nstdout-is '["d/a/f1","d/b/f1","d/b/f2","d/a","d/*","no*"]'\n-- d/a/f1 --\n-- d/b/f2 --\n-- d/b/f1 --\n-- d/.c/f1 --`,
    ],
    ['a pattern and a variable', `mreg args "$WORK"/*.txt\nstdout '[/]work/a\\.txt'\n-- a.txt --`],
  ]);
  fails([
    ['an open quote', `mreg say 'a\nstdout a`, /^story\.txt:1: .*\nthe quote at column 10 has no end/],
    ['an unknown variable', `mreg say $NOPE\nstdout .`, 'unknown variable $NOPE'],
    ['a variable of the caller', `mreg say $USER_OF_THE_CALLER\nstdout .`, 'unknown variable'],
    ['an inherited property', `mreg say $constructor\nstdout .`, 'unknown variable $constructor'],
    ['a redirect to nowhere', `mreg say a >\nstdout a`, '">" names no file'],
  ]);
});

describe('files', () => {
  holds([
    ['are there before the first command', `cmp a/b.txt c\nexists a\n-- a/b.txt --\none\n\n-- c --\none\n\n`],
    ['keep text that looks like commands', `grep '^mreg nope$' f\ngrep '^-- x$' f\n-- f --\nmreg nope\n-- x`],
  ]);
  fails([
    ['outside', `exists a\n-- a/../../b --`, /story\.txt:2: .*\nthe path leaves the work directory/],
    ['absolute', `exists a\n-- /tmp/b --`, 'leaves the work directory'],
    ['twice', `exists a\n-- a --\n-- ./a --`, /story\.txt:3: .*\nthe file is there twice/],
  ]);
});

describe('programs', () => {
  holds([
    ['exact status', `exit 4 mreg exit 4\nexit 0 mreg exit 0\nexit 3 sh 'mreg exit 3'`],
    ['standard input is empty', `mreg cat\n! stdout .`],
    ['standard input from a file', `mreg cat < f\ncmp stdout f\n-- f --\nhello`],
    ['standard output to a file', `mreg say hello > out\ncmp out f\n-- f --\nhello`],
    [
      'they run in the current directory',
      `mkdir a/b\ncd a\ncd b\nmreg cwd\nstdout '[/]work/a/b$'\ncd $WORK\nmreg cwd\nstdout-is $WORK`,
    ],
    [
      'in the background',
      `mreg say one &\nexit 3 mreg exit 3 &\nmreg say two &\nwait\ncmp stdout f\n-- f --\none\ntwo`,
    ],
    ['a shell line has mreg', `sh 'for i in 1 2; do mreg say "$i $A"; done | tail -1'\nstdout-is '2 '`],
    [
      'on a terminal',
      `skip-unless script util-linux\ntty mreg tty\nstdout-is 'true true 80'\nexit 3 tty mreg exit 3`,
    ],
    [
      'answers on a terminal',
      `skip-unless script util-linux\ntty mreg ask < f\nstdout '^heard yes$'\n-- f --\nyes`,
    ],
    [
      'arguments on a terminal',
      `skip-unless script util-linux\ntty mreg args "it's" '$HOME' 'a  b'\njson [0] "it's"\njson [1] '$HOME'\njson [2] 'a  b'`,
    ],
  ]);
  fails([
    [
      'a wrong status',
      'mreg exit 4\nstdout .',
      /story\.txt:1: mreg exit 4\nline 1: expected status 0, got 4/,
    ],
    ['success where a failure is due', 'exit 4 mreg say hi', /expected status 4, got 0[\s\S]*--- stdout\nhi/],
    ['a shell line that fails', `sh false\nstdout .`, 'expected status 0, got 1'],
    ['death by signal is no status', `exit 137 sh 'kill -9 $$'`, 'expected status 137, got SIGKILL'],
    ['a negated program', '! mreg exit 1', 'a status is exact: write "exit N mreg …"'],
    ['a status past 255', 'exit 256 mreg say', 'N from 0 to 255'],
    ['a status of a step', 'exit 1 cp a b', '"cp" has no exit status'],
    ['wait without a job', 'wait\nexists .', 'nothing runs in the background'],
    [
      'a job nobody waits for',
      'exists .\nmreg sleep 9000 &\nexists .',
      /story\.txt:2: [\s\S]*still in the background/,
    ],
    [
      'a job with a wrong status',
      'mreg exit 0 &\nmreg exit 5 &\nwait\nexists .',
      /story\.txt:3: wait\nline 2: expected status 0, got 5/,
    ],
    ['output while a job runs', 'mreg say a\nmreg say b &\nstdout a', 'no command has ended yet'],
    ['output that went to a file', `mreg say a > f\n! stdout .`, 'the stdout of line 1 was not captured'],
    [
      'joined output that went to a file',
      `mreg say a > f &\nmreg say b &\nwait\nstdout b`,
      'was not captured',
    ],
    [
      'joined output',
      'mreg say a &\nmreg say b &\nwait\nstdout c',
      'line 2, status 0: mreg say b &\n--- stdout\na\nb',
    ],
    ['a FIFO as input', 'mkfifo p\nmreg cat < p\nstdout .', 'is a FIFO: use sh'],
    ['a missing input', 'mreg cat < nope\nstdout .', 'ENOENT'],
    ['another program on a terminal', 'tty ls\nstdout .', 'expected "tty mreg", received "tty ls"'],
    ['errors of a terminal apart', `tty mreg warn a\nstderr a`, 'the stderr of line 1 was not captured'],
  ]);
});

test('a script that takes too long is killed with all its children', async () => {
  const over = new AbortController();
  const story = `sh 'sleep 1000000 & mreg sleep 1000000000 & touch started; wait'\nstdout .`;
  const failed = failure(story, over.signal);
  const started = () => readdirSync(directory, { recursive: true, encoding: 'utf8' });
  while (!started().some((path) => path.endsWith('started'))) await wait(5);
  over.abort();
  // It has no end while one of them still holds its output.
  expect((await failed).message).toContain('got SIGKILL: the time for the script was over');
});

describe('assertions', () => {
  holds([
    [
      'stdout',
      `sh 'echo one; echo two'\nstdout '^two$'\nstdout ^o\n! stdout three\n! stdout one.two\n! stderr .`,
    ],
    ['stderr', `mreg warn 'hint: type this'\nstderr '^hint: '\n! stdout .`],
    ['stdout-is', `mreg say a b\nstdout-is 'a b'\n! stdout-is a`],
    [
      'json',
      `sh 'cat f'\njson a.b v1\njson a.n 3\njson list.length 2\njson list[1] null\njson list.1 null\njson 'a["x.y"]' true\njson a.b\njson a '{"b":"v1","n":3,"x.y":true}'\njson a.b '"v1"'\njson a.b ~ '^v\\d$'\n! json a.c\n! json a.b v2\n! json a.b ~ ^w\n-- f --\n{"a": {"b": "v1", "n": 3, "x.y": true}, "list": [1, null]}`,
    ],
    [
      'json-err',
      `exit 4 sh 'cat f >&2; exit 4'\njson-err error.code MREG_NOT_FOUND\n-- f --\n{"error": {"code": "MREG_NOT_FOUND"}}`,
    ],
    [
      'exists',
      `exists a/b a/*.txt\n! exists c a/*.md\nsymlink nowhere l\nexists l\n-- a/b --\n-- a/c.txt --`,
    ],
    ['cmp', `mreg say hi\ncmp stdout a\n! cmp a b\ncmp stderr c\n-- a --\nhi\n-- b --\nho\n-- c --`],
    ['grep', `grep ^b$ f*\n! grep c f*\n-- f1 --\na\nb\n-- f2 --\nb`],
  ]);
  fails([
    ['stdout', 'mreg say a\nstdout b', 'stdout does not match /b/m'],
    ['no stdout', 'mreg say a\n! stdout .', 'stdout matches /./m: "a"'],
    ['stderr', 'mreg say a\nstderr a', 'stderr does not match /a/m'],
    ['no stderr', 'mreg warn a\n! stderr .', 'stderr matches /./m: "a"'],
    ['before any command', 'stdout .\nmreg say', 'no command has ended yet'],
    ['negated before any command', '! stdout .\nmreg say', 'no command has ended yet'],
    ['a bad regex', 'mreg say a\nstdout (', 'Invalid regular expression'],
    [
      'stdout-is with more lines',
      `sh 'echo a; echo b'\nstdout-is a`,
      'stdout is "a\\nb\\n", expected "a\\n"',
    ],
    ['stdout-is without a newline', `sh 'printf a'\nstdout-is a`, 'stdout is "a", expected "a\\n"'],
    ['json that is none', 'mreg say a\njson a b', 'not one JSON document'],
    ['negated json that is none', 'mreg say a\n! json a', 'not one JSON document'],
    ['a json value', 'mreg args a\njson [0] b', '[0] is a, expected b'],
    ['a json value negated', 'mreg args a\n! json [0] a', '[0] is a'],
    ['a json key', `mreg say '{"a":{"b":1,"c":2}}'\njson a.d 1`, 'a.d: no "d", there is: b, c'],
    ['a json key negated', `mreg say '{"a":1}'\n! json b 1`, 'b: no "b", there is: a'],
    ['a json key that is there', `mreg say '{"a":null}'\n! json a`, 'a is there'],
    ['a json key that is inherited', `mreg say '{}'\njson toString`, 'no "toString"'],
    ['a json regex', 'mreg args abc\njson [0] ~ ^b', 'which does not match /^b/m'],
    ['a json regex negated', 'mreg args abc\n! json [0] ~ ^a', 'which matches /^a/m'],
    ['a json path', 'mreg args a\njson a..b', 'not a JSON path: a..b'],
    ['a string is not its JSON number', `mreg args '3'\njson [0] 3.0`, '[0] is 3, expected 3.0'],
    ['json of the wrong stream', 'mreg args a\njson-err [0] a', 'not one JSON document'],
    ['exists', 'exists a b\n-- a --', 'b does not exist'],
    ['exists without a match', 'exists a/*/b\n-- a/c --', 'a/*/b does not exist'],
    ['not exists', '! exists b a*\n-- a1 --', 'a1 exists'],
    ['cmp', 'cmp a b\n-- a --\n1\n2\n-- b --\n1\n3', 'differ, first at line 2:\n  "2"\n  "3"'],
    ['cmp with a longer file', 'cmp a b\n-- a --\n1\n-- b --\n1\n2', 'line 2:\n  ""\n  "2"'],
    [
      'cmp with bytes that are not text',
      `sh "printf '\\\\377' > a; printf '\\\\376' > b"\ncmp a b`,
      'a (1 bytes) and b (1 bytes) differ',
    ],
    ['not cmp', '! cmp a b\n-- a --\n-- b --', 'a and b are equal'],
    ['not cmp with a missing file', '! cmp a b\n-- a --', 'ENOENT'],
    ['grep', 'grep b f g\n-- f --\nb\n-- g --\na', 'g does not match /b/m'],
    ['not grep', '! grep b f\n-- f --\nb', 'f matches /b/m'],
    ['not grep in a missing file', '! grep b nope', 'ENOENT'],
  ]);
});

describe('steps', () => {
  holds([
    [
      'tools',
      `cp a b\ncp a/f c\ncmp a/f b/f\ncmp a/f c\nmv c d\n! exists c\nrm a d\n! exists a d\nmkdir x/y\nexists x/y\n-- a/f --\nhello`,
    ],
    ['special files', `symlink f l\nmkfifo p\nsh 'test -h l && test -p p'\ncmp l f\n-- f --\nhello`],
    ['chmod', `chmod 640 f\nsh 'ls -l f'\nstdout ^-rw-r-----\n-- f --`],
    ['tools leave the last output', `mreg say hi\nmkdir d\nstdout hi`],
    [
      'capture',
      `sh 'echo "  one two "'\ncapture A\nmreg args $A\njson [0] 'one two'\ncapture B [0]\nmreg env\njson B 'one two'`,
    ],
    ['env', `env A=1 B=x=y\nmreg env\njson A 1\njson B x=y`],
  ]);
  fails([
    ['a tool', 'cp nope b\nexists .', /cp: .*nope.* \(status 1\)/],
    ['rm of nothing', 'rm nope\nexists .', /rm: .*nope/],
    ['cd to a file', 'cd f\nexists .\n-- f --', 'not a directory'],
    ['cd to nothing', 'cd nope\nexists .', 'ENOENT'],
    ['env without a value', 'env A\nexists .', 'expected NAME=VALUE, received "A"'],
    ['a variable that cannot be one', 'env 1A=x\nexists .', 'not a variable\'s name: "1A"'],
    ['capture before any command', 'capture A\nexists .', 'no command has ended yet'],
    ['capture of a missing value', 'mreg args\ncapture A [0]\nexists .', 'no "0", there is: nothing'],
  ]);
});

describe('scripts', () => {
  fails([
    [
      'an unknown command, before anything runs',
      'exit 9 mreg say\nnope',
      /story\.txt:2: nope\nunknown command "nope"; the commands are mreg, tty/,
    ],
    ['an inherited name', 'toString\nexists .', 'unknown command "toString"'],
    ['nothing', '', 'the script asserts nothing'],
    ['no assertion', 'mreg say a\nmkdir b', 'the script asserts nothing'],
    ['too few arguments', 'cmp a', 'usage: cmp A B; received 1 arguments: ["a"]'],
    ['too many arguments', 'mreg say\nstdout a b', 'usage: stdout REGEX; received 2'],
    ['a pattern with several matches', 'cmp f* g\n-- f1 --\n-- f2 --\n-- g --', 'usage: cmp A B; received 3'],
    ['a negated step', '! cp a b\nexists .', '"cp" cannot be negated'],
    ['a redirected assertion', 'mreg say\nstdout > a', 'takes no "<", ">" or "&"'],
    ['a redirected terminal', 'tty mreg say > f\nexists .', 'cannot be redirected'],
    ['a lone sign', '!\nexists .', 'a command is missing'],
  ]);

  test('the environment is made from nothing', async () => {
    process.env.USER_OF_THE_CALLER = 'x';
    const text = [
      'mreg env',
      'json LANG C.UTF-8',
      'json TZ UTC',
      'json WORK $WORK',
      'json HOME ~ /home$',
      'json TMPDIR ~ /tmp$',
      'sh \'ls -A $HOME $TMPDIR $WORK | grep -v : | tr -d "\\n"\'',
      '! stdout .',
      'exists $EXAMPLES $CHECKOUT/package.json',
      'sh \'env | cut -d= -f1 | grep -vE "^(PWD|OLDPWD|SHLVL|_)$" | sort | paste -sd " "\'',
      "stdout-is 'CHECKOUT EXAMPLES HOME LANG PATH TMPDIR TZ WORK'",
    ];
    try {
      await play(text.join('\n'));
    } finally {
      delete process.env.USER_OF_THE_CALLER;
    }
  });

  test('skip-unless stops with the reason, and only then', async () => {
    const text = `skip-unless no-such-program 'it is needed'\nexit 9 mreg say`;
    expect(await play(text)).toEqual({ skipped: 'no no-such-program here: it is needed' });
    expect(await play(`mreg sleep 9000 &\n${text}`)).toEqual(await play(text));
    await expect(play(`skip-unless sh 'it is needed'\nexit 9 mreg say`)).rejects.toThrow('expected status 9');
  });

  test('the directory goes away, also when it may not be written', async () => {
    const before = readdirSync(directory);
    await play(`chmod 000 a\nexists a\n-- a/b --`);
    expect(readdirSync(directory)).toEqual(before);
  });

  test('a failure tells place, command, reason and both outputs, and keeps the directory', async () => {
    const error = await failure(
      `# a story\nsh 'printf "a\\033[1m"; echo b >&2' # says\nmkdir left\n  stdout c\n`,
    );
    const kept = /--- kept: (.*)$/.exec(error.message)?.[1] ?? '';
    expect(error.message.split('\n')).toEqual([
      'story.txt:4: stdout c',
      'stdout does not match /c/m',
      `--- last command, line 2, status 0: sh 'printf "a\\033[1m"; echo b >&2' # says`,
      '--- stdout',
      'a\\x1b[1m',
      '--- stderr',
      'b',
      `--- kept: ${kept}`,
    ]);
    expect(existsSync(join(kept, 'work/left'))).toBe(true);
    expect(error.stack).toMatch(/\n {4}at story\.txt:4:1$/);
  });

  test('long outputs are shortened in the middle', async () => {
    const { message } = await failure(`sh 'seq 10000'\nstdout nope`);
    expect(message).toMatch(/\n1\n2\n[\s\S]*\[… \d+ characters …\][\s\S]*\n10000\n/);
    expect(message.length).toBeLessThan(6000);
  });
});
