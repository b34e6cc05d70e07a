/** All that is in the trash, also models that were deleted as a whole. */
import { useState } from 'preact/hooks';
import { linkTo } from '../address.ts';
import { usePages } from '../api/pages.ts';
import type { DeletedVersion } from '../api/types.ts';
import { Empty, Trouble } from '../parts/bits.tsx';
import { PlanDialog } from '../parts/plan/plan.tsx';
import { TrashTable } from '../parts/table/trash-table.tsx';
import { Title } from '../parts/title.tsx';
import { restoring } from './model/keeping-plans.tsx';

export function TrashView() {
  const { items, isComplete, failure } = usePages<DeletedVersion>('/trash', 'versions', {
    topics: ['models'],
  });
  const [chosen, setChosen] = useState<DeletedVersion>();
  return (
    <>
      <Title text="Trash" above={<a href={linkTo('models')}>Models</a>} />
      {failure && <Trouble failure={failure} />}
      {isComplete && items.length === 0 && !failure ? (
        <Empty>The trash is empty.</Empty>
      ) : (
        <TrashTable
          versions={items}
          nameOf={({ ref, version, deleted_with }) => (deleted_with ? `${deleted_with}@${version}` : ref)}
          onRestore={setChosen}
        />
      )}
      {chosen && <PlanDialog plan={restoring(chosen)} onClose={() => setChosen(undefined)} />}
    </>
  );
}
