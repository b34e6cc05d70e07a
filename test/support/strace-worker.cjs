// Preloaded into mreg by support/strace.ts: has strace attach to the one thread that does mreg's file calls, and goes on once it
// has. So the n-th call is the n-th of mreg's own, whatever the other threads do. Node makes one such thread if it is told to.
// Bun makes two at least: one of them is kept waiting for the other end of a FIFO until mreg has come to its end.
const { constants, open, openSync, readFileSync, readdirSync, rmSync, stat } = require('node:fs');
const { execFileSync, spawn } = require('node:child_process');

const options = JSON.parse(process.env.MREG_TEST_STRACE);
const threads = () => new Set(readdirSync('/proc/self/task'));
const about = (thread, file) => readFileSync(`/proc/self/task/${thread}/${file}`, 'utf8');
const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** The last value that is not undefined, once there is one. */
function until(ask, what) {
  for (let waited = 0; waited <= 5000; waited += 1) {
    const answer = ask();
    if (answer !== undefined) return answer;
    pause(1);
  }
  throw new Error(`${what} in vain`);
}

function makeNodesThread() {
  const before = threads();
  stat('/', () => {});
  return [...threads()].find((thread) => !before.has(thread));
}

function leaveOneOfBuns() {
  const fifo = `${options[options.indexOf('-o') + 1]}.fifo`;
  rmSync(fifo, { force: true });
  execFileSync('mkfifo', [fifo]);
  open(fifo, 'r', () => {});
  const pool = () => [...threads()].filter((thread) => /^Bun Pool/.test(about(thread, 'comm')));
  // The call and its arguments where one waits in a call; the calls of the other have ended, so it waits for work.
  const opens = (thread) => /^(257|56) 0xffffff/.test(about(thread, 'syscall'));
  const waiting = until(() => pool().find(opens), 'waited for a thread that waits');
  const release = setInterval(() => {
    if (process.exitCode === undefined) return;
    clearInterval(release);
    openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  }, 1);
  return until(() => {
    stat('/', () => {});
    return pool().find((thread) => thread !== waiting);
  }, 'waited for a thread that works');
}

const worker = process.versions.bun ? leaveOneOfBuns() : makeNodesThread();
spawn('strace', ['-q', '-y', '-p', worker, ...options], { stdio: 'ignore', detached: true }).unref();
const attached = () => !/^TracerPid:\s0$/m.test(about(worker, 'status')) || undefined;
until(attached, 'waited for strace');
pause(5);
