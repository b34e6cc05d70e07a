import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { helpText, parseCommandLine } from '../../src/cli/command-line.ts';
import { allCommands, commandsNamed } from '../../src/cli/commands/index.ts';

const commands = await allCommands();
const shown = commands.filter((command) => !command.hidden);

describe('every command', () => {
  it('is found by the first word of its name', () => {
    const defined = ['src/cli/commands', 'src/cli/tracking'].flatMap((folder) =>
      readdirSync(folder).flatMap(
        (file) => readFileSync(`${folder}/${file}`, 'utf8').match(/ = defineCommand\(/g) ?? [],
      ),
    );
    expect(commands).toHaveLength(defined.length);
  });

  it('is loaded alone where an alias asks for it', async () => {
    for (const command of commands)
      for (const alias of command.aliases ?? []) expect(await commandsNamed(alias)).toEqual([command]);
  });

  it('has a name and aliases of its own', () => {
    const words = commands.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
    expect(new Set(words).size).toBe(words.length);
  });

  it.each(shown.map((command) => [command.name, command] as const))(
    '%s says what it does and gives',
    (_, command) => {
      expect(command.summary).toMatch(/^[a-z].*[^.]$/);
      expect(command.examples.length).toBeGreaterThan(0);
      expect(command.results.length).toBeGreaterThan(0);
      for (const name of command.results) expect(existsSync(schemaOf(name)), schemaOf(name)).toBe(true);
      for (const { summary } of [...command.arguments, ...Object.values(command.options)])
        expect(summary).toMatch(/[^.]$/);
    },
  );

  it.each(shown.map((command) => [command.name, command] as const))(
    '%s has examples that it understands',
    (_, command) => {
      for (const { line } of command.examples) {
        const [program, ...argv] = wordsOf(line);
        expect(program).toBe('mreg');
        const invocation = parseCommandLine(argv, commands, '');
        expect(invocation.kind === 'run' && invocation.command.name).toBe(command.name);
      }
    },
  );

  it.each(shown.map((command) => [command.name, command] as const))(
    '%s has the help that was reviewed',
    (_, command: Command) => {
      const text = helpText(commands, command.name.split(' '));
      expect(text).toMatchSnapshot();
      for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    },
  );
});

it('mreg --help lists them all', () => {
  const text = helpText(commands, []);
  expect(text).toMatchSnapshot();
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  for (const { name } of shown) expect(text).toContain(name.split(' ')[0]);
  for (const { name } of commands.filter(({ hidden }) => hidden)) expect(text).not.toContain(name);
});

function schemaOf(result: string): string {
  return `schemas/output/${result.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.schema.json`;
}

/** The words of an example as a shell would pass them on, up to a pipe or a redirection. */
function wordsOf(line: string): string[] {
  const command = /<\((.*)\)/.exec(line)?.[1] ?? line;
  const words = command.match(/(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
  const end = words.findIndex((word) => word === '|' || word === '>');
  return words.slice(0, end === -1 ? undefined : end).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}
