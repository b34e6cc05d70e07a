import type { RegisterResult, RunView } from '../../../generated/output.ts';
import { formatBytes } from '../../../render/words/quantity.ts';
import type { Plan } from '../../parts/plan/plan.tsx';

/** Makes a version of what a run wrote. */
export function registration(run: RunView): Plan<RegisterResult> {
  return {
    title: `Register ${run.name || run.id.slice(0, 8)} as a version`,
    does: 'Register it',
    fields: [
      {
        name: 'type',
        label: 'Type',
        hint: 'A group of models, such as churn; may be empty if the model is there already',
      },
      { name: 'name', label: 'Model' },
      { name: 'path', label: 'Only this file or directory of the run', hint: 'Everything, if empty' },
    ],
    ask: ({ type, name, path }) =>
      name
        ? {
            method: 'POST',
            path: `/runs/${run.id}/register`,
            body: { name, ...(type && { type }), ...(path && { path }) },
          }
        : undefined,
    show: ({ ref, file_count, size, notes }) => (
      <>
        <p>
          <b>{ref}</b>, {file_count} files, {formatBytes(size)}
        </p>
        {notes.map((note) => (
          <p key={note} class="soft">
            {note}
          </p>
        ))}
      </>
    ),
  };
}
