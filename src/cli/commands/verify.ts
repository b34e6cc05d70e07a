import { verifyText } from '../../render/integrity.ts';
import { defineCommand } from '../command.ts';
import { noteExternal } from './options.ts';

export const verify = defineCommand({
  name: 'verify',
  group: 'Check',
  summary: 'compare every byte with what the log says of it',
  description:
    'Without a reference: all versions, those in the trash too, the chain of the log, and manifest.json. Status 1 where ' +
    'anything is damaged, with a line for each file; 0 only where all of it was read and is as it was registered. What Python ' +
    'leaves in __pycache__, and desktops in files of their own, is a note. ' +
    'Writes nothing. --quiet prints the head of the log, which --expect-head compares with another day.',
  arguments: [
    {
      name: 'ref',
      summary: 'only this version, or the versions of this model',
      optional: true,
      completes: 'ref',
    },
  ],
  options: {
    expectHead: { value: 'DIGEST', summary: 'the log must still have the entry with this SHA-256' },
    strict: { summary: 'what interpreters and desktops leave, such as __pycache__, is damage too' },
    quick: { summary: 'compare sizes only, and read no artifact' },
  },
  examples: [
    { line: 'mreg verify', does: 'the whole registry' },
    { line: 'mreg verify ppo_dowjones@production', does: 'what is about to be served' },
    { line: 'mreg verify --quiet > head.txt', does: 'the head, to be kept where the registry is not' },
    { line: 'mreg verify --expect-head "$(cat head.txt)"', does: 'nobody rewrote the log since then' },
  ],
  results: ['verify'],
  async run(input, context) {
    const result = await (await context.registry()).verify(input, context.work('verify'));
    for (const { file, problem } of result.notes) context.note(`${file} ${problem}`);
    noteExternal(context, result.external);
    if (input.quick) context.note('only sizes were compared; mreg verify without --quick reads every byte');
    return result;
  },
  text: verifyText,
  prints: 'the head of the log',
  quiet: ({ head }) => head ?? '',
  items: ({ damaged }) => damaged,
  status: ({ damaged }) => (damaged.length > 0 ? 1 : 0),
});
