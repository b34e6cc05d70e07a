/** What can be changed of a model and its versions, each as a form with a plan. */
import type { TransitionResult, VersionView } from '../../../generated/output.ts';
import { type ModelName, modelPath, versionPath } from '../../api/paths.ts';
import { Stage, Tags } from '../../parts/bits.tsx';
import { GateTable } from '../../parts/plan/gates.tsx';
import type { Plan } from '../../parts/plan/plan.tsx';

interface Labelled {
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** Moves a version to a stage, the next one at first. */
export function promotion(version: VersionView, stages: readonly string[]): Plan<TransitionResult> {
  const next = stages[stages.indexOf(version.stage) + 1];
  const initial = version.stage === 'Archived' || next === 'Archived' ? stages.at(-2) : next;
  return {
    title: `Move ${version.ref}`,
    does: 'Move it',
    model: version,
    fields: [
      { name: 'to', label: 'To', choices: stages, initial: initial ?? '' },
      {
        name: 'better_than',
        label: 'Only if it is better than',
        hint: 'A stage or a version, such as production; may be empty',
      },
      { name: 'metric', label: 'In the metric', hint: 'Needed with the line above' },
    ],
    ask: ({ to, better_than, metric }) => ({
      method: 'POST',
      path: versionPath(version, 'promote'),
      body: { to, ...(better_than && { better_than }), ...(metric && { metric }) },
    }),
    show: (result) => <Moves result={result} />,
  };
}

/** Gives a stage back to the version that held it before: one of those that are held, the first unless somebody chooses. */
export function rollback(model: ModelName, held: readonly string[]): Plan<TransitionResult> {
  return {
    title: `Roll back ${model.type}/${model.model}`,
    does: 'Roll back',
    model,
    fields: [{ name: 'stage', label: 'Stage', choices: held, initial: held[0] ?? '' }],
    ask: ({ stage }) => ({ method: 'POST', path: modelPath(model, 'rollback'), body: { stage } }),
    show: (result) => <Moves result={result} />,
  };
}

/** Points an alias at a version. */
export function aliasing(version: VersionView): Plan<VersionView> {
  return {
    title: `Alias for ${version.ref}`,
    does: 'Set it',
    model: version,
    fields: [
      { name: 'alias', label: 'Alias', hint: 'Such as champion; it moves here if another version has it' },
    ],
    ask: ({ alias }) =>
      alias
        ? { method: 'PUT', path: modelPath(version, 'aliases', alias), body: { version: version.version } }
        : undefined,
    show: (_, { alias }) => (
      <p>
        <b>@{alias}</b> shows {version.ref}
      </p>
    ),
  };
}

/** Removes an alias. */
export function unaliasing(version: VersionView, alias: string): Plan<VersionView> {
  return {
    title: `Remove the alias ${alias}`,
    does: 'Remove it',
    model: version,
    fields: [],
    ask: () => ({ method: 'DELETE', path: modelPath(version, 'aliases', alias), body: {} }),
    show: () => (
      <p>
        <b>@{alias}</b> does not show {version.ref} any more
      </p>
    ),
  };
}

/** Says what a model, or a version, is; in Markdown. */
export function describing(subject: ModelName & Labelled & { readonly version?: string }): Plan<unknown> {
  return {
    title: `Describe ${nameOf(subject)}`,
    does: 'Save',
    model: subject,
    fields: [
      {
        name: 'description',
        label: 'Description',
        kind: 'text',
        initial: subject.description ?? '',
        hint: 'Markdown; empty removes it',
      },
    ],
    ask: ({ description = '' }) =>
      description === (subject.description ?? '')
        ? undefined
        : {
            method: 'PATCH',
            path: subjectPath(subject),
            body: { description: description === '' ? null : description },
          },
    show: () => <p>The description changes.</p>,
  };
}

/** Sets and removes tags: a line for each. */
export function tagging(subject: ModelName & Labelled & { readonly version?: string }): Plan<unknown> {
  const lines = Object.entries(subject.tags).map(([key, value]) => `${key}=${value}`);
  return {
    title: `Tags of ${nameOf(subject)}`,
    does: 'Save',
    model: subject,
    fields: [
      {
        name: 'tags',
        label: 'Tags',
        kind: 'text',
        initial: lines.join('\n'),
        hint: 'KEY=VALUE, a line for each',
      },
    ],
    ask: ({ tags = '' }) => {
      const { set, remove } = differenceOf(subject.tags, readTags(tags));
      if (Object.keys(set).length === 0 && remove.length === 0) return undefined;
      const body = {
        ...(Object.keys(set).length > 0 && { set_tags: set }),
        ...(remove.length > 0 && { remove_tags: remove }),
      };
      return { method: 'PATCH', path: subjectPath(subject), body };
    },
    show: (_, { tags = '' }) => {
      const { set, remove } = differenceOf(subject.tags, readTags(tags));
      return (
        <p>
          {Object.keys(set).length > 0 && (
            <>
              Sets <Tags tags={set} />{' '}
            </>
          )}
          {remove.length > 0 && `Removes ${remove.join(', ')}`}
        </p>
      );
    },
  };
}

function nameOf({ type, model, version }: ModelName & { readonly version?: string }): string {
  return `${type}/${model}${version === undefined ? '' : `@${version}`}`;
}

function subjectPath(subject: ModelName & { readonly version?: string }): string {
  const { version } = subject;
  return version === undefined ? modelPath(subject) : versionPath({ ...subject, version });
}

function readTags(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => {
      const at = line.indexOf('=');
      return at === -1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

function differenceOf(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>) {
  const set = Object.fromEntries(Object.entries(to).filter(([key, value]) => from[key] !== value));
  return { set, remove: Object.keys(from).filter((key) => !(key in to)) };
}

/** What moves, what it displaces, and the gates with the values of both sides. */
function Moves({ result: { moves, displaced, gates, passed = [] } }: { readonly result: TransitionResult }) {
  return (
    <>
      <ul class="moves">
        {moves.map(({ version, from, to }) => (
          <li key={version.ref}>
            {version.ref} <Stage stage={from} /> → <Stage stage={to} />
            {from === to && ' nothing to change'}
          </li>
        ))}
        {displaced.map(({ ref, stage }) => (
          <li key={ref}>
            {ref} <Stage stage={moves[0]?.to ?? ''} /> → <Stage stage={stage} />
          </li>
        ))}
        {passed.map(({ version, because }) => (
          <li key={version} class="soft">
            passes over {version}: {because}
          </li>
        ))}
      </ul>
      {gates.length > 0 && <GateTable gates={gates} />}
    </>
  );
}
