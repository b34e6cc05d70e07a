import { searchText } from '../../render/reading/compare.ts';
import { defineCommand } from '../command.ts';
import { count } from '../option-values.ts';
import { noteUnknown, noteUnknownType } from './options.ts';

export const search = defineCommand({
  name: 'search',
  group: 'Look closer',
  summary: 'find versions of all models that meet a condition',
  description:
    "A condition compares metrics, tags, stages, ages and whatever metadata.json holds: 'f1 > 0.8 and tags.team = quant " +
    "and params.lr <= 0.001'. The newest come first.",
  arguments: [{ name: 'condition', summary: 'the condition (default: every version)', optional: true }],
  options: {
    type: { value: 'TYPE', summary: 'only models of this type', completes: 'type' },
    sort: { value: 'FIELD', summary: 'the lowest value first; with - before it the highest' },
    limit: { short: 'n', value: 'N', summary: 'at most N versions', reads: count(1, 10) },
  },
  examples: [
    { line: "mreg search 'f1_score >= 0.83 and stage = production'", does: 'what serves well' },
    { line: "mreg search 'tags.team = quant' --sort -sharpe -n 5", does: 'the five best of a team' },
    { line: "mreg search 'framework = sklearn and age > 90d' -q", does: 'references only, a line each' },
  ],
  results: ['search'],
  async run({ condition, type, sort, limit }, context) {
    const registry = await context.registry();
    const result = await registry.search({ condition, type, sort, limit }, context.work('search'));
    for (const ref of result.unreadable)
      context.note(`${ref} could not be asked, as its metadata cannot be read: mreg verify ${ref}`);
    noteUnknown(result, context);
    if (result.versions.length === 0) await noteUnknownType(type, registry, context);
    return result;
  },
  text: searchText,
  prints: 'each version, a line each',
  quiet: ({ versions }) => versions.map(({ ref }) => ref).join('\n'),
  items: ({ versions }) => versions,
});
