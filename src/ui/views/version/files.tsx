import type { FileRecord } from '../../../generated/metadata.ts';
import { useQuery, versionLink, withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import type { Version } from '../../api/types.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { FileTable } from '../../parts/file-table.tsx';
import { Viewer } from '../../parts/viewer/viewer.tsx';

/** The files of a version, with sizes and digests; the one that the address names is shown. */
export function Files({ version, path }: { readonly version: Version; readonly path: string }) {
  const { data, failure } = useResource<{ files: readonly FileRecord[] }>(`${path}/files`);
  const [query] = useQuery();
  const name = query.get('file');
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  if (data.files.length === 0) return <Empty>It has no files in the registry.</Empty>;
  const bytesOf = (file: string) => `${path}/files/${file.split('/').map(encodeURIComponent).join('/')}`;
  const shown = data.files.find((file) => file.path === name);
  return (
    <>
      <FileTable
        files={data.files.map((file) => ({
          label: file.path,
          address: withQuery(versionLink(version), { view: 'files', file: file.path }),
          bytes: bytesOf(file.path),
          size: file.size,
          sha256: file.sha256,
          shown: file.path === name,
        }))}
      />
      {shown && <Viewer key={shown.path} path={bytesOf(shown.path)} name={shown.path} size={shown.size} />}
    </>
  );
}
