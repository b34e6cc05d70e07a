/** Shows a file as what it is: text, JSON, a table, an image, the head of a file with weights. Nothing of it is run. */
import { useEffect, useState } from 'preact/hooks';
import { formatBytes } from '../../../render/words/quantity.ts';
import { type Failure, requestBytes } from '../../api/request.ts';
import { Trouble } from '../bits.tsx';
import { Scrolling } from '../scrolling.tsx';
import { type Content, readContent } from './content.ts';

/** Of anything but an image so much is asked for. */
const MOST_TEXT = 512 * 1024;
const MOST_IMAGE = 16 * 1024 * 1024;

export function Viewer({
  path,
  name,
  size,
}: {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}) {
  const [content, setContent] = useState<Content>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    let isWanted = true;
    const most = /\.(png|jpe?g|gif|webp|svg)$/i.test(name) ? MOST_IMAGE : MOST_TEXT;
    // A range of an empty file cannot be satisfied.
    const asked = size === 0 ? Promise.resolve(new Uint8Array()) : requestBytes(path, Math.min(most, size));
    asked.then(
      (bytes) => isWanted && setContent(readContent(name, bytes, bytes.length === size)),
      (error) => isWanted && setFailure(error),
    );
    return () => {
      isWanted = false;
    };
  }, [path, name, size]);
  return (
    <section class="viewer" aria-label={`Content of ${name}`}>
      <h2>{name}</h2>
      {failure && <Trouble failure={failure} />}
      {content && <Shown content={content} name={name} />}
      {content && 'isWhole' in content && !content.isWhole && (
        <p class="soft">The beginning of {formatBytes(size)}; download it to see the rest.</p>
      )}
    </section>
  );
}

function Shown({ content, name }: { readonly content: Content; readonly name: string }) {
  switch (content.kind) {
    case 'image':
      return <Picture bytes={content.bytes} type={content.type} name={name} />;
    case 'table':
      return <Rows rows={content.rows} />;
    case 'facts':
      return (
        <dl class="pairs">
          {content.facts.map(([fact, value]) => (
            <div key={fact}>
              <dt>{fact}</dt>
              <dd class="text">{value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'text':
      return (
        <Scrolling label={name} isTall>
          <pre class="file">{content.text}</pre>
        </Scrolling>
      );
    case 'binary':
      return <p class="soft">Nothing of it can be shown: it is no text.</p>;
  }
}

function Rows({ rows }: { readonly rows: readonly (readonly string[])[] }) {
  const [heads = [], ...body] = rows;
  return (
    <Scrolling label="Rows" isTall>
      <table class="plain">
        <thead>
          <tr>
            {heads.map((head, at) => (
              <th key={`${at} ${head}`} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, at) => (
            <tr key={at}>
              {row.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

/** An image from bytes that are there already. As an image nothing in it runs, not even in SVG. */
function Picture({
  bytes,
  type,
  name,
}: {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly name: string;
}) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url === undefined ? null : <img src={url} alt={name} />;
}
