// Preloaded into mreg by support/strace.ts: has strace attach to the one thread that does mreg's file calls, and goes on once
// strace has shown a call of it. So the n-th call is the n-th of mreg's own, whatever the other threads do. Node makes one such
// thread if it is told to. Bun makes two at least: one of them is kept waiting for the other end of a FIFO until mreg has come to
// its end.
const {
  constants,
  existsSync,
  open,
  openSync,
  readFileSync,
  readdirSync,
  readlink,
  rmSync,
  stat,
} = require('node:fs');
const { execFileSync, spawn } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');

const SIGN = '/does strace see this?';
const threads = () => new Set(readdirSync('/proc/self/task'));
const about = (thread, file) => readFileSync(`/proc/self/task/${thread}/${file}`, 'utf8');
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);

// A thread of mreg's own loads this as well.
if (isMainThread) attach(JSON.parse(process.env.MREG_TEST_STRACE));

function attach(options) {
  const log = options[options.indexOf('-o') + 1];
  const worker = process.versions.bun ? leaveOneOfBuns(`${log}.fifo`) : makeNodesThread();
  const strace = spawn('strace', ['-q', '-y', '-p', worker, ...options], { stdio: 'ignore', detached: true });
  strace.unref();
  const hasEnded = () => /^State:\sZ/m.test(readFileSync(`/proc/${strace.pid}/status`, 'utf8'));
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes(SIGN)) {
    if (hasEnded()) throw new Error('strace did not attach');
    readlink(SIGN, () => {});
    pause();
  }
}

function makeNodesThread() {
  const before = threads();
  stat('/', () => {});
  return [...threads()].find((thread) => !before.has(thread));
}

function leaveOneOfBuns(fifo) {
  rmSync(fifo, { force: true });
  execFileSync('mkfifo', [fifo]);
  open(fifo, 'r', () => {});
  const pool = () => [...threads()].filter((thread) => /^Bun Pool/.test(about(thread, 'comm')));
  // The call and its arguments if one waits in a call; the calls of the other have ended, so it waits for work.
  const opens = (thread) => /^(257|56) 0xffffff/.test(about(thread, 'syscall'));
  const waiting = until(() => pool().find(opens));
  const release = setInterval(() => {
    if (process.exitCode === undefined) return;
    clearInterval(release);
    openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  }, 1);
  return until(() => {
    stat('/', () => {});
    return pool().find((thread) => thread !== waiting);
  });
}

/** The first value that is not undefined. */
function until(ask) {
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    pause();
  }
}
