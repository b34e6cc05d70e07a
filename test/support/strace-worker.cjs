// Preloaded into mreg by support/strace.ts: makes the one thread that does mreg's file calls, has strace attach to
// it alone, and goes on once strace has shown a call of it. So the n-th call is the n-th of mreg's own, whatever node's
// other threads do.
const { existsSync, readFileSync, readdirSync, readlink, stat } = require('node:fs');
const { spawn } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');

const SIGN = '/does strace see this?';

// A thread of mreg's own loads this as well.
if (isMainThread) attach();

function attach() {
  const options = JSON.parse(process.env.MREG_TEST_STRACE);
  const log = options[options.indexOf('-o') + 1];
  const threads = () => new Set(readdirSync('/proc/self/task'));
  const before = threads();
  stat('/', () => {});
  const [worker] = [...threads()].filter((thread) => !before.has(thread));
  const strace = spawn('strace', ['-q', '-y', '-p', worker, ...options], { stdio: 'ignore', detached: true });
  strace.unref();
  const hasEnded = () => /^State:\sZ/m.test(readFileSync(`/proc/${strace.pid}/status`, 'utf8'));
  const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes(SIGN)) {
    if (hasEnded()) throw new Error('strace did not attach');
    readlink(SIGN, () => {});
    pause();
  }
}
