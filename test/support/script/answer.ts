import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { parseCommandLine } from '../../../src/cli/command-line.ts';
import { allCommands } from '../../../src/cli/commands/index.ts';
import { parseJson } from './json-path.ts';
import type { Exit } from './process.ts';

const FOLDER = resolve(import.meta.dirname, '../../../schemas/output');

let schemas: Ajv | undefined;

const compiled = (): Ajv => {
  schemas ??= new Ajv({ allowUnionTypes: true, strict: false }).addSchema(
    readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))),
  );
  return schemas;
};

/** The names in schemas/output of what a command line may answer with. */
const resultsOf = async (args: readonly string[]): Promise<readonly string[]> => {
  const invocation = parseCommandLine(args, await allCommands(), '');
  return invocation.kind === 'run' ? invocation.command.results : [];
};

const problemOf = (name: string, value: unknown): string | undefined => {
  const file = `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.schema.json`;
  return compiled().validate(file, value) ? undefined : `${file}: ${compiled().errorsText()}`;
};

/** Throws unless mreg, called with --json, answered as a schema of the command says, or failed as that of errors says. */
export const checkAnswer = async (args: readonly string[], { stdout, stderr }: Exit): Promise<void> => {
  if (stdout === undefined || stderr === undefined) return;
  if (stdout.length === 0) {
    const lines = stderr.toString().trimEnd().split('\n');
    const problem = problemOf('error', parseJson(Buffer.from(lines.at(-1) ?? '')));
    if (problem !== undefined) throw new Error(`stderr is no error: ${problem}`);
    return;
  }
  const document = parseJson(stdout) as { readonly result?: unknown };
  if (Object.keys(document).join() !== 'result') throw new Error('the document has other keys than "result"');
  const problems = (await resultsOf(args)).map((name) => problemOf(name, document.result));
  if (!problems.includes(undefined)) throw new Error(`stdout is no result: ${problems.join('; ')}`);
};
