import { MregError } from '../../errors.ts';
import { trashTable } from '../../render/changes/retention.ts';
import { modelTable } from '../../render/reading/model.ts';
import { versionTable } from '../../render/reading/version.ts';
import { defineCommand } from '../command.ts';
import { noteUnknown, noteUnknownType, TAG_FILTER } from './options.ts';

export const list = defineCommand({
  name: 'list',
  aliases: ['ls', 'list_versions'],
  group: 'Everyday',
  summary: 'list models, or the versions of one',
  description:
    'Answers from the log. Of a version no more is looked at than whether its directory is there: one that is not whole ' +
    'is marked, the others are listed all the same, and the status is 1. mreg verify reads every byte.',
  arguments: [
    { name: 'model', summary: 'list the versions of this model', optional: true, completes: 'model' },
  ],
  options: {
    type: { value: 'TYPE', summary: 'only models of this type', completes: 'type' },
    stage: { value: 'STAGE', summary: 'only versions in this stage', completes: 'stage' },
    ...TAG_FILTER,
    where: { value: 'COND', summary: 'only versions that meet this condition' },
    deleted: { summary: 'the versions in the trash, of the model or of all' },
  },
  examples: [
    { line: 'mreg list', does: 'all models, with their latest and Production versions' },
    { line: 'mreg list ppo_dowjones', does: 'its versions, the newest first' },
    { line: 'mreg list ppo_dowjones --stage staging -q', does: 'references only, a line each' },
    { line: "mreg list ppo_dowjones --where 'sharpe > 1.2 and age < 30d'", does: 'good and young' },
    { line: 'mreg list --deleted', does: 'what mreg restore can bring back' },
    { line: "mreg list --json | jq -r '.result.models[].ref'", does: 'for scripts' },
  ],
  results: ['list', 'listVersions'],
  async run({ model, type, stage, tag, where, deleted }, context) {
    const registry = await context.registry();
    if (deleted) {
      if (stage === undefined && tag.length === 0 && where === undefined)
        return registry.deleted({ model, type });
      throw new MregError(
        'MREG_USAGE',
        '--deleted lists all that is in the trash: leave --stage, --tag and --where out',
        {
          hint: 'mreg list --deleted',
        },
      );
    }
    if (model !== undefined) {
      const full = type !== undefined && !model.includes('/') ? `${type}/${model}` : model;
      const result = await registry.listVersions({
        model: full,
        stage,
        tags: Object.fromEntries(tag),
        where,
      });
      for (const ref of result.damaged ?? []) context.note(`${ref} is damaged; mreg verify ${ref} says how`);
      noteUnknown(result, context);
      return result;
    }
    if (stage !== undefined || tag.length > 0 || where !== undefined) {
      throw new MregError('MREG_USAGE', '--stage, --tag and --where pick among the versions of a model', {
        hint: 'mreg list MODEL --stage STAGE',
      });
    }
    const result = await registry.models({ type });
    if (result.models.length === 0) await noteUnknownType(type, registry, context);
    return result;
  },
  text: (result, ui, { deleted }) =>
    'models' in result
      ? modelTable(result.models, ui)
      : deleted
        ? trashTable(result.versions, ui)
        : versionTable(result.versions, ui, result.damaged),
  prints: '`type/name` of each model; with a model, each version',
  quiet: (result) =>
    itemsOf(result)
      .map(({ ref }) => ref)
      .join('\n'),
  items: (result) => itemsOf(result),
  status: (result) => ('damaged' in result && result.damaged.length > 0 ? 1 : 0),
});

function itemsOf(result: { models: { ref: string }[] } | { versions: { ref: string }[] }): { ref: string }[] {
  return 'models' in result ? result.models : result.versions;
}
