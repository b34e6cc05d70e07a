import { main, type Streams } from './cli/main.ts';

/** Node makes a stream when it is first asked for, and that takes as long as what most commands do. */
const streams: Streams = {
  get stdout() {
    return listened(process.stdout);
  },
  get stderr() {
    return listened(process.stderr);
  },
  get stdin() {
    return process.stdin;
  },
};

/** A reader such as `head` may go away before everything is written; each write reports that by itself. */
function listened(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stream.listenerCount('error', ignore) === 0) stream.on('error', ignore);
  return stream;
}

function ignore(): void {}

main(process.argv.slice(2), streams, process.env, process.cwd()).then((status) => {
  process.exitCode = status;
});
