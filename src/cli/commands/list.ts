import { parseAssignment } from '../../core/assignment.ts';
import { MregError } from '../../errors.ts';
import { modelTable } from '../../render/model.ts';
import { trashTable } from '../../render/retention.ts';
import { versionTable } from '../../render/version.ts';
import { defineCommand } from '../command.ts';

export const list = defineCommand({
  name: 'list',
  aliases: ['ls', 'list_versions'],
  group: 'Finding',
  summary: 'list models, or the versions of one',
  arguments: [
    { name: 'model', summary: 'list the versions of this model', optional: true, completes: 'model' },
  ],
  options: {
    type: { value: 'TYPE', summary: 'only models of this type', completes: 'type' },
    stage: { value: 'STAGE', summary: 'only versions in this stage', completes: 'stage' },
    tag: { value: 'K=V', summary: 'only versions that bear this tag', repeat: true },
    deleted: { summary: 'the versions in the trash, of the model or of all' },
  },
  examples: [
    { line: 'mreg list', does: 'all models, with their latest and Production versions' },
    { line: 'mreg list ppo_dowjones', does: 'its versions, the newest first' },
    { line: 'mreg list ppo_dowjones --stage staging -q', does: 'references only, a line each' },
    { line: 'mreg list --deleted', does: 'what mreg restore can bring back' },
    { line: "mreg list --json | jq -r '.result.models[].ref'", does: 'for scripts' },
  ],
  results: ['list', 'listVersions'],
  async run({ model, type, stage, tag, deleted }, context) {
    const registry = await context.registry();
    if (deleted) {
      if (stage === undefined && tag.length === 0) return registry.deleted({ model, type });
      throw new MregError(
        'MREG_USAGE',
        '--deleted lists all that is in the trash: leave --stage and --tag out',
        {
          hint: 'mreg list --deleted',
        },
      );
    }
    if (model !== undefined) {
      if (type !== undefined && !model.includes('/'))
        return registry.listVersions({ model: `${type}/${model}`, stage, tags: tagsOf(tag) });
      return registry.listVersions({ model, stage, tags: tagsOf(tag) });
    }
    if (stage !== undefined || tag.length > 0) {
      throw new MregError('MREG_USAGE', '--stage and --tag pick among the versions of a model', {
        hint: 'mreg list MODEL --stage STAGE',
      });
    }
    return registry.models({ type });
  },
  text: (result, ui, { deleted }) =>
    'models' in result
      ? modelTable(result.models, ui)
      : deleted
        ? trashTable(result.versions, ui)
        : versionTable(result.versions, ui),
  quiet: (result) =>
    itemsOf(result)
      .map(({ ref }) => ref)
      .join('\n'),
  items: (result) => itemsOf(result),
});

function tagsOf(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(tags.map((text) => parseAssignment(text, '--tag')));
}

function itemsOf(result: { models: { ref: string }[] } | { versions: { ref: string }[] }): { ref: string }[] {
  return 'models' in result ? result.models : result.versions;
}
