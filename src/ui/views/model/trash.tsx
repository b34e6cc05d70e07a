import type { VersionView } from '../../../generated/output.ts';
import { formatBytes } from '../../../render/words/quantity.ts';
import { versionLink, withQuery } from '../../address.ts';
import { modelTopic } from '../../api/live.ts';
import { usePages } from '../../api/pages.ts';
import { modelPath } from '../../api/paths.ts';
import { useMayWrite } from '../../api/status.ts';
import type { Model } from '../../api/types.ts';
import { Age, Empty, Stage, Trouble } from '../../parts/bits.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';

/** The versions of a model that are in the trash, the last to be deleted first. */
export function Trash({
  model,
  onRestore,
}: {
  readonly model: Model;
  onRestore(version: VersionView): void;
}) {
  const mayWrite = useMayWrite();
  const path = withQuery(modelPath(model, 'versions'), { deleted: 'true' });
  const { items, isComplete, failure } = usePages<VersionView>(path, 'versions', {
    topics: [modelTopic(model.type, model.model)],
  });
  if (failure) return <Trouble failure={failure} />;
  if (isComplete && items.length === 0) return <Empty>No version of it is in the trash.</Empty>;
  return (
    <Scrolling label="In the trash">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Was in</th>
            <th scope="col" class="right">
              Deleted
            </th>
            <th scope="col" class="right">
              Size
            </th>
            <th scope="col">
              <span class="hidden">Restore</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((version) => (
            <tr key={version.number}>
              <th scope="row">
                <a href={versionLink(version)}>{version.version}</a>
              </th>
              <td>{version.deleted && <Stage stage={version.deleted.from} />}</td>
              <td class="right">{version.deleted && <Age at={version.deleted.at} />}</td>
              <td class="right">{formatBytes(version.size)}</td>
              <td class="right">
                {mayWrite && (
                  <button
                    type="button"
                    aria-label={`Restore ${version.version}`}
                    onClick={() => onRestore(version)}
                  >
                    Restore
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
