import type { ResolvedSettings } from '../../config/resolve.ts';
import type { Registry } from '../../registry.ts';
import { defineCommand } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion = defineCommand({
  name: 'completion',
  group: 'Set up',
  summary: 'print the completion script of a shell',
  description:
    'It completes commands, options, models, versions, stages and aliases from the registry in force.',
  arguments: [{ name: 'shell', summary: SHELLS.join(', '), completes: SHELLS }],
  options: {},
  examples: [
    { line: 'source <(mreg completion bash)', does: 'in ~/.bashrc' },
    { line: 'source <(mreg completion zsh)', does: 'in ~/.zshrc, after compinit' },
    { line: 'mreg completion fish | source', does: 'in ~/.config/fish/config.fish' },
  ],
  results: ['completion'],
  async run({ shell }) {
    const { completionScript } = await import('../completion/completion-scripts.ts');
    return { shell, script: completionScript(shell) };
  },
  text: ({ script }) => script,
  prints: 'the document',
  quiet: ({ script }) => script,
});

/** What the scripts call; the first line is `files` where file names are meant. */
export const completeWords = defineCommand({
  name: '__complete',
  group: 'Set up',
  summary: 'the words that complete a command line',
  arguments: [
    { name: 'words', summary: 'the words after mreg, up to the cursor', optional: true, variadic: true },
  ],
  options: {},
  examples: [{ line: 'mreg __complete -- promote p', does: 'what completes it' }],
  results: [],
  hidden: true,
  async run({ words }, context) {
    const { complete } = await import('../completion/complete.ts');
    const root = words[words.indexOf('--root') + 1];
    let opened: Promise<[Registry, ResolvedSettings]> | undefined;
    const open = () => {
      opened ??= Promise.all([
        context.registry(words.includes('--root') ? root : undefined),
        context.settings(),
      ]);
      return opened;
    };
    const index = {
      models: async () => (await (await open())[0].models()).models,
      versions: async (model: string) => (await open())[0].versions(model),
      deleted: async () => (await (await open())[0].deleted()).versions,
      stages: async () => (await open())[1].settings.stages,
    };
    // Completion of a half-typed line shows no errors: it offers nothing then.
    return complete(words, await context.commands(), index).catch(() => ({ words: [], files: false }));
  },
  text: ({ words, files }) => (files ? 'files' : ['words', ...words].join('\n')),
  prints: 'the words',
  quiet: ({ words }) => words.join('\n'),
});
