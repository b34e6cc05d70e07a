import { main } from './cli/main.ts';

// A reader such as `head` may go away before everything is written; each write reports that by itself.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

main(process.argv.slice(2), process, process.env, process.cwd()).then((status) => {
  process.exitCode = status;
});
