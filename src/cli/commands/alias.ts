import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

const FAMILY = { group: 'Stages and labels', family: 'aliases that move from version to version' } as const;

export const aliasSet = defineCommand({
  name: 'alias set',
  ...FAMILY,
  summary: 'make an alias show a version',
  description: 'An alias shows one version of its model; setting it again moves it.',
  arguments: [
    { name: 'ref', summary: 'a version', completes: 'version-ref' },
    { name: 'alias', summary: 'the alias', completes: 'alias' },
  ],
  options: CHANGE_OPTIONS,
  examples: [
    { line: 'mreg alias set ppo_dowjones@v1.2.0 champion', does: 'then ppo_dowjones@champion is v1.2.0' },
    { line: 'mreg alias set ppo_dowjones@latest challenger', does: 'the highest version there is now' },
  ],
  results: ['versionChange'],
  run: async ({ ref, alias, ...options }, context) =>
    (await context.registry()).setAlias({ ref, alias, ...options }),
  text: ({ ref, applied }, _ui, { alias, dryRun }) =>
    `${alias} ${applied ? 'now shows' : dryRun ? 'would show' : 'shows'} ${ref}`,
  prints: 'the version',
  quiet: ({ ref }) => ref,
});

export const aliasRemove = defineCommand({
  name: 'alias rm',
  destroys: true,
  ...FAMILY,
  summary: 'remove an alias',
  arguments: [
    { name: 'model', summary: 'a model', completes: 'model' },
    { name: 'alias', summary: 'the alias', completes: 'alias' },
  ],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg alias rm ppo_dowjones challenger', does: 'the version stays' }],
  results: ['versionChange'],
  run: async ({ model, alias, ...options }, context) =>
    (await context.registry()).removeAlias({ model, alias, ...options }),
  text: ({ ref }, _ui, { alias, dryRun }) =>
    `${alias} ${dryRun ? 'would no longer show' : 'no longer shows'} ${ref}`,
  prints: 'the version',
  quiet: ({ ref }) => ref,
});

export const aliasList = defineCommand({
  name: 'alias list',
  ...FAMILY,
  summary: 'list aliases and the versions that they show',
  arguments: [
    { name: 'model', summary: 'only the aliases of this model', optional: true, completes: 'model' },
  ],
  options: {},
  examples: [{ line: 'mreg alias list ppo_dowjones', does: 'its aliases' }],
  results: ['aliasList'],
  run: async ({ model }, context) => (await context.registry()).aliases(model),
  text: ({ aliases }, ui) =>
    ui.table(
      [{ header: 'ALIAS' }, { header: 'VERSION' }, { header: 'STAGE' }],
      aliases.map(({ alias, version }) => [
        { text: alias, style: 'bold' },
        version.ref,
        { text: version.stage, style: 'stage' },
      ]),
    ),
  items: ({ aliases }) => aliases,
  prints: '`type/name@alias`, a line each',
  quiet: ({ aliases }) =>
    aliases.map(({ alias, version }) => `${version.type}/${version.model}@${alias}`).join('\n'),
});
