import type { FileRecord } from '../../../generated/metadata.ts';
import { useQuery, versionLink, withQuery } from '../../address.ts';
import { apiLink } from '../../api/request.ts';
import { useResource } from '../../api/resource.ts';
import type { Version } from '../../api/types.ts';
import { sayBytes, shortDigest } from '../../format.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';
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
      <Scrolling label="Files">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" class="right">
                Size
              </th>
              <th scope="col">SHA-256</th>
              <th scope="col">
                <span class="hidden">Download</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.files.map((file) => (
              <tr key={file.path} class={file.path === name ? 'active' : undefined}>
                <th scope="row">
                  <a href={withQuery(versionLink(version), { view: 'files', file: file.path })}>
                    {file.path}
                  </a>
                </th>
                <td class="right">{sayBytes(file.size)}</td>
                <td>
                  <code title={file.sha256}>{shortDigest(file.sha256)}</code>
                </td>
                <td>
                  <a href={apiLink(bytesOf(file.path))} download={file.path.split('/').at(-1)}>
                    Download<span class="hidden"> {file.path}</span>
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {shown && <Viewer key={shown.path} path={bytesOf(shown.path)} name={shown.path} size={shown.size} />}
    </>
  );
}
