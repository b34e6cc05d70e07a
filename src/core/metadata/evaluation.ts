/** Documents of training and evaluation scripts, and the metrics in them. */
import { MregError } from '../../errors.ts';
import { type JsonObject, type JsonValue, metricNumber, stringifyJson } from '../json/index.ts';
import { groupMetrics, leavesOf } from './metrics.ts';

/** A document with metrics in it. */
export interface Evaluation {
  /** The file that it came from. */
  readonly name: string;
  readonly document: JsonObject;
  /** The prefix of its metrics: `test` makes `test.rmse` of `rmse`. */
  readonly group?: string | undefined;
}

/** The metrics of all documents, as metadata.json holds them, the names of what is none, and the documents where they hold more.
 * @throws MREG_INVALID where two of them give one metric different values */
export function mergeEvaluations(evaluations: readonly Evaluation[]): {
  readonly metrics: JsonObject;
  readonly others: readonly string[];
  readonly results: JsonObject | undefined;
} {
  const found = new Map<string, { value: JsonValue; from: Evaluation }>();
  const others: string[] = [];
  for (const from of evaluations) {
    for (const [leaf, value] of leavesOf(from.document)) {
      const name = from.group === undefined ? leaf : `${from.group}.${leaf}`;
      const other = found.get(name);
      if (metricNumber(value) === undefined) others.push(name);
      else if (other && metricNumber(other.value) !== metricNumber(value))
        throw contradiction(name, other, { value, from });
      else found.set(name, { value, from });
    }
  }
  const [only] = evaluations;
  return {
    metrics: groupMetrics(Object.fromEntries([...found].map(([name, { value }]) => [name, value]))),
    others,
    results:
      others.length === 0
        ? undefined
        : evaluations.length === 1
          ? only?.document
          : Object.fromEntries(evaluations.map(({ name, document }) => [name, document])),
  };
}

type Found = { readonly value: JsonValue; readonly from: Evaluation };

function contradiction(metric: string, first: Found, second: Found): MregError {
  const said = [first, second].map(({ value, from }) => `${stringifyJson(value)} in ${from.name}`);
  return new MregError('MREG_INVALID', `the metric '${metric}' is ${said.join(' and ')}`, {
    hint: `put each under a group of its own: --metrics train=${first.from.name} --metrics test=${second.from.name}`,
    details: { metric, files: [first.from.name, second.from.name] },
  });
}
