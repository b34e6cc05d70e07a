import type { RunView } from '../../../generated/output.ts';
import { runLink, useQuery, withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { FileTable } from '../../parts/file-table.tsx';
import { Viewer } from '../../parts/viewer/viewer.tsx';

interface Item {
  readonly path: string;
  readonly is_directory: boolean;
  readonly size: number | null;
}

/** What lies in a directory of a run; the file that the address names is shown. */
export function Artifacts({ run }: { readonly run: RunView }) {
  const [query] = useQuery();
  const directory = query.get('path') ?? '';
  const name = query.get('file');
  const base = `/runs/${run.id}/artifacts`;
  const { data, failure } = useResource<{ artifacts: readonly Item[] }>(
    withQuery(base, { path: directory || undefined }),
    [`run:${run.id}`],
  );
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  if (data.artifacts.length === 0) return <Empty>It has written no file.</Empty>;
  const bytesOf = (path: string) => withQuery(base, { path, download: '1' });
  const addressOf = ({ path, is_directory }: Item) =>
    withQuery(runLink(run.id), {
      view: 'artifacts',
      path: is_directory ? path : directory || undefined,
      file: is_directory ? undefined : path,
    });
  const shown = data.artifacts.find(({ path }) => path === name);
  return (
    <>
      {directory !== '' && (
        <p>
          <a href={withQuery(runLink(run.id), { view: 'artifacts' })}>all files</a> / {directory}
        </p>
      )}
      <FileTable
        files={data.artifacts.map((item) => ({
          label: `${item.path.slice(directory === '' ? 0 : directory.length + 1)}${item.is_directory ? '/' : ''}`,
          address: addressOf(item),
          bytes: item.is_directory ? undefined : bytesOf(item.path),
          size: item.size,
          shown: item.path === name,
        }))}
      />
      {shown && (
        <Viewer key={shown.path} path={bytesOf(shown.path)} name={shown.path} size={shown.size ?? 0} />
      )}
    </>
  );
}
