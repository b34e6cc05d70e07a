import { parseTag } from '../../core/values/assignment.ts';
import { MregError } from '../../errors.ts';
import type { ModelChangeResult, VersionChangeResult } from '../../generated/output.ts';
import { escapeText } from '../../render/terminal/escape.ts';
import { pairsText } from '../../render/words/pairs.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

const REF = { name: 'ref', summary: 'a version', completes: 'version-ref' } as const;
const EITHER = { name: 'ref', summary: 'a version, or a model', completes: 'ref' } as const;

export const tag = defineCommand({
  name: 'tag',
  group: 'Stages and labels',
  summary: 'set tags of a version or a model',
  arguments: [EITHER, { name: 'tags', summary: 'K=V or K; a tag that exists is replaced', variadic: true }],
  options: CHANGE_OPTIONS,
  examples: [
    { line: 'mreg tag ppo_dowjones@v1.2.0 team=quant reviewed=yes', does: 'two tags, one change' },
    { line: 'mreg tag ppo_dowjones desk=equities', does: 'a tag of the model itself' },
  ],
  results: ['versionChange', 'modelChange'],
  run: async ({ ref, tags, ...options }, context) =>
    (await context.registry()).tag({
      ref,
      set: Object.fromEntries(tags.map((text) => parseTag(text, 'tag'))),
      ...options,
    }),
  text: (result, _ui, { dryRun }) => tagsText(result, dryRun),
  prints: 'the version, or the model',
  quiet: ({ ref }) => ref,
});

export const untag = defineCommand({
  name: 'untag',
  destroys: true,
  group: 'Stages and labels',
  summary: 'remove tags of a version or a model',
  arguments: [EITHER, { name: 'keys', summary: 'the tags to remove', variadic: true }],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg untag ppo_dowjones@v1.2.0 reviewed', does: 'the others stay' }],
  results: ['versionChange', 'modelChange'],
  run: async ({ ref, keys, ...options }, context) =>
    (await context.registry()).tag({ ref, remove: keys, ...options }),
  text: (result, _ui, { dryRun }) => tagsText(result, dryRun),
  prints: 'the version, or the model',
  quiet: ({ ref }) => ref,
});

export const describe = defineCommand({
  name: 'describe',
  group: 'Stages and labels',
  summary: 'set the description of a version or a model',
  arguments: [EITHER, { name: 'text', summary: 'the description', optional: true }],
  options: { remove: { summary: 'remove the description', destroys: true }, ...CHANGE_OPTIONS },
  examples: [
    { line: 'mreg describe ppo_dowjones@v1.2.0 "trained on 2015 to 2024"', does: 'replaces what was there' },
    { line: 'mreg describe ppo_dowjones@v1.2.0 --remove', does: 'no description' },
    { line: 'mreg describe ppo_dowjones "trades the Dow Jones"', does: 'what the model is for' },
  ],
  results: ['versionChange', 'modelChange'],
  async run({ ref, text, remove, ...options }, context) {
    if ((text === undefined) !== remove) {
      throw new MregError('MREG_USAGE', 'a description or --remove was expected', {
        hint: `mreg describe ${ref} "TEXT"`,
      });
    }
    return (await context.registry()).describe({ ref, to: text ?? null, ...options });
  },
  text: (result, _ui, { dryRun }) =>
    changed(
      result,
      dryRun,
      result.description === null ? 'no description' : escapeText(result.description, { multiline: true }),
    ),
  prints: 'the version, or the model',
  quiet: ({ ref }) => ref,
});

export const pin = defineCommand({
  name: 'pin',
  group: 'Stages and labels',
  summary: 'keep a version whatever the retention rules say',
  arguments: [REF],
  options: CHANGE_OPTIONS,
  examples: [
    {
      line: 'mreg pin ppo_dowjones@v1.0.0 --reason "the paper\'s baseline"',
      does: 'cleanup leaves it alone',
    },
  ],
  results: ['versionChange'],
  run: async ({ ref, ...options }, context) => (await context.registry()).pin({ ref, to: true, ...options }),
  text: (result, _ui, { dryRun }) => changed(result, dryRun, 'pinned'),
  prints: 'the version',
  quiet: ({ ref }) => ref,
});

export const unpin = defineCommand({
  name: 'unpin',
  destroys: true,
  group: 'Stages and labels',
  summary: 'leave a pinned version to the retention rules again',
  arguments: [REF],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg unpin ppo_dowjones@v1.0.0', does: 'cleanup may take it' }],
  results: ['versionChange'],
  run: async ({ ref, ...options }, context) => (await context.registry()).pin({ ref, to: false, ...options }),
  text: (result, _ui, { dryRun }) => changed(result, dryRun, 'not pinned'),
  prints: 'the version',
  quiet: ({ ref }) => ref,
});

function tagsText(result: VersionChangeResult | ModelChangeResult, dryRun: boolean): string {
  return changed(result, dryRun, escapeText(pairsText(result.tags)) || 'no tags');
}

function changed(
  { ref, applied }: Pick<VersionChangeResult, 'ref' | 'applied'>,
  dryRun: boolean,
  now: string,
): string {
  return `${ref}: ${now}${dryRun ? ' (dry run: nothing was changed)' : applied ? '' : ' (as before)'}`;
}
