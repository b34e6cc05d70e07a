// Preloaded into mreg by support/strace.ts: makes the one thread that does mreg's file calls, has strace attach to
// it alone, and goes on once it has. So the n-th call is the n-th of mreg's own, whatever node's other threads do.
const { readFileSync, readdirSync, stat } = require('node:fs');
const { spawn } = require('node:child_process');
const { isMainThread } = require('node:worker_threads');

// A thread of mreg's own loads this as well.
if (isMainThread) attach();

function attach() {
  const options = JSON.parse(process.env.MREG_TEST_STRACE);
  const threads = () => new Set(readdirSync('/proc/self/task'));
  const before = threads();
  stat('/', () => {});
  const [worker] = [...threads()].filter((thread) => !before.has(thread));
  spawn('strace', ['-q', '-y', '-p', worker, ...options], { stdio: 'ignore', detached: true }).unref();
  const attached = () => !/^TracerPid:\s0$/m.test(readFileSync(`/proc/self/task/${worker}/status`, 'utf8'));
  const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  for (let waited = 0; !attached(); waited += 1) {
    if (waited > 5000) throw new Error('strace did not attach');
    pause(1);
  }
  pause(5);
}
