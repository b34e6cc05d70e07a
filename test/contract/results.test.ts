import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allCommands } from '../../src/cli/commands/index.ts';

const stories = readdirSync('test/scripts')
  .filter((file) => file.endsWith('.txt'))
  .map((file) => readFileSync(`test/scripts/${file}`, 'utf8'))
  .join('\n');

/** Commands that answer once; stdout of a server is not its own. */
const answering = (await allCommands()).filter(
  ({ hidden, ownsStdout }) => !hidden && !ownsStdout?.({} as never),
);

/** The stories hold each answer in JSON to the schema of its command. */
it.each(answering.map(({ name }) => name))('a story has the answer of %s in JSON', (name) => {
  expect(stories).toMatch(new RegExp(`^mreg ${name} (?:.* )?--json`, 'm'));
});

it.each(readdirSync('schemas/output'))('the keys of %s are in snake case', (file) => {
  JSON.parse(readFileSync(`schemas/output/${file}`, 'utf8'), (key, value) => {
    if (key === 'properties')
      for (const name of Object.keys(value)) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    return value;
  });
});
