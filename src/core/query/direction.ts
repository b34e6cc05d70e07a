import { MregError } from '../../errors.ts';
import { bareMetric } from './metric-name.ts';

/** Which values of a metric are better: the low ones or the high ones. */
export type Direction = 'min' | 'max';

const LOW_IS_BETTER = words(
  'loss nll logloss deviance error err rmse mse mae mape smape rmsle msle wer cer eer fid brier perplexity ppl ece ' +
    'latency duration regret bpc',
);
const HIGH_IS_BETTER = words(
  'accuracy acc f1 fbeta precision recall sensitivity specificity auc auroc auprc roc ap map ndcg mrr bleu rouge meteor chrf ' +
    'r2 iou dice kappa mcc psnr ssim sharpe sortino calmar reward rewards return returns profit score',
);

/** Whether low or high values of a metric are better: as configured for its name or its last part, else by the first known
 * word in its last part; undefined if no word is known. */
export function directionOf(
  metric: string,
  configured: Readonly<Record<string, Direction>> = {},
): Direction | undefined {
  const bare = bareMetric(metric);
  const last = bare.slice(bare.lastIndexOf('.') + 1);
  for (const name of [bare, last]) if (Object.hasOwn(configured, name)) return configured[name];
  for (const word of last.toLowerCase().split(/[^a-z0-9]+/)) {
    if (LOW_IS_BETTER.has(word)) return 'min';
    if (HIGH_IS_BETTER.has(word)) return 'max';
  }
  return undefined;
}

/** The same, where an answer is needed; `given` goes before all.
 * @throws MREG_USAGE where nothing tells */
export function requireDirection(
  metric: string,
  given: Direction | undefined,
  configured?: Readonly<Record<string, Direction>>,
): Direction {
  const direction = given ?? directionOf(metric, configured);
  if (direction !== undefined) return direction;
  throw new MregError('MREG_USAGE', `nothing says whether a low or a high '${metric}' is better`, {
    hint: `add --min or --max, or to the configuration: metrics: {${metric}: max}`,
    details: { metric },
  });
}

/** Whether `a` is a better value than `b`. Any number is better than NaN. */
export function isBetter(a: number, b: number, direction: Direction): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return !Number.isNaN(a) && Number.isNaN(b);
  return direction === 'min' ? a < b : a > b;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
