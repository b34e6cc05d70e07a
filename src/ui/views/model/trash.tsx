import type { VersionView } from '../../../generated/output.ts';
import { withQuery } from '../../address.ts';
import { modelTopic } from '../../api/live.ts';
import { usePages } from '../../api/pages.ts';
import { modelPath } from '../../api/paths.ts';
import type { Model } from '../../api/types.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { TrashTable } from '../../parts/table/trash-table.tsx';

/** The versions of a model that are in the trash, the last to be deleted first. */
export function Trash({
  model,
  onRestore,
}: {
  readonly model: Model;
  onRestore(version: VersionView): void;
}) {
  const path = withQuery(modelPath(model, 'versions'), { deleted: 'true' });
  const { items, isComplete, failure } = usePages<VersionView>(path, 'versions', {
    topics: [modelTopic(model.type, model.model)],
  });
  if (failure) return <Trouble failure={failure} />;
  if (isComplete && items.length === 0) return <Empty>No version of it is in the trash.</Empty>;
  return <TrashTable versions={items} nameOf={({ version }) => version} onRestore={onRestore} />;
}
