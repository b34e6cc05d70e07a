import { main } from './cli/main.ts';
import { streams } from './cli/streams.ts';

main(process.argv.slice(2), streams, process.env, process.cwd()).then((status) => {
  process.exitCode = status;
});
