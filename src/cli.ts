import { main } from './cli/main.ts';
import { streams } from './cli/streams.ts';

main(process.argv.slice(2), streams, process.env, workingDirectory()).then((status) => {
  process.exitCode = status;
});

/** Undefined where somebody has removed it. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
