import { HistoryList } from '../parts/history/history.tsx';
import { Title } from '../parts/title.tsx';

/** What happened in the registry. */
export function HistoryView() {
  return (
    <>
      <Title text="History" />
      <HistoryList />
    </>
  );
}
