import { formatBytes } from '../../../render/words/quantity.ts';
import { versionLink } from '../../address.ts';
import { useMayWrite } from '../../api/status.ts';
import type { DeletedVersion } from '../../api/types.ts';
import { Age, Stage } from '../bits.tsx';
import { Scrolling } from '../scrolling.tsx';

/** Versions in the trash, each with the way out of it. */
export function TrashTable({
  versions,
  nameOf,
  onRestore,
}: {
  readonly versions: readonly DeletedVersion[];
  nameOf(version: DeletedVersion): string;
  onRestore(version: DeletedVersion): void;
}) {
  const mayWrite = useMayWrite();
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
          {versions.map((version) => (
            <tr key={version.ref}>
              <th scope="row">
                {version.deleted_with ? (
                  <>
                    {nameOf(version)} <span class="soft">with its model</span>
                  </>
                ) : (
                  <a href={versionLink(version)}>{nameOf(version)}</a>
                )}
              </th>
              <td>{version.deleted && <Stage stage={version.deleted.from} />}</td>
              <td class="right">{version.deleted && <Age at={version.deleted.at} />}</td>
              <td class="right">{formatBytes(version.size)}</td>
              <td class="right">
                {mayWrite && (
                  <button
                    type="button"
                    aria-label={`Restore ${nameOf(version)}`}
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
