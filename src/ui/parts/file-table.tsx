import { formatBytes } from '../../render/words/quantity.ts';
import { apiLink } from '../api/request.ts';
import { shortDigest } from '../format.ts';
import { Scrolling } from './scrolling.tsx';

export interface ListedFile {
  /** What it is called here. */
  readonly label: string;
  /** The page's own address that shows it. */
  readonly address: string;
  /** Where its bytes are; undefined for a directory. */
  readonly bytes: string | undefined;
  readonly size: number | null;
  readonly sha256?: string;
  readonly shown?: boolean;
}

/** Files with sizes, digests where they have one, and a link to download each. */
export function FileTable({ files }: { readonly files: readonly ListedFile[] }) {
  const hasDigests = files.some(({ sha256 }) => sha256 !== undefined);
  return (
    <Scrolling label="Files">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="right">
              Size
            </th>
            {hasDigests && <th scope="col">SHA-256</th>}
            <th scope="col">
              <span class="hidden">Download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ label, address, bytes, size, sha256, shown }) => (
            <tr key={label} class={shown ? 'active' : undefined}>
              <th scope="row">
                <a href={address}>{label}</a>
              </th>
              <td class="right">{size !== null && formatBytes(size)}</td>
              {hasDigests && <td>{sha256 && <code title={sha256}>{shortDigest(sha256)}</code>}</td>}
              <td>
                {bytes !== undefined && (
                  <a href={apiLink(bytes)} download={label.split('/').at(-1)}>
                    Download<span class="hidden"> {label}</span>
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
