import { Copy, Empty } from '../../parts/bits.tsx';

const FIRST = `mreg register ./out --type churn --name ranker --metric auc=0.91
mreg promote churn/ranker --to production`;

/** An empty registry: what to type, so that it is not. */
export function NoModels() {
  return (
    <Empty>
      <h2>This registry is empty</h2>
      <p>Register what a training wrote, a file or a directory. It appears here at once.</p>
      <Copy block label="the first commands" text={FIRST} />
      <p>
        From Python and MLflow: set <code>MLFLOW_TRACKING_URI</code> to <code>{location.origin}</code> and
        train as before.
      </p>
    </Empty>
  );
}
