/** What a change of the log says to people: in `history`, in a report, on the page. */
import type { Change } from '../../generated/log-entry.ts';
import { pairsText } from './pairs.ts';

function describeExperimentChange(change: Extract<Change, { experiment: string }>): string {
  const experiment = `experiment ${change.experiment}`;
  switch (change.change) {
    case 'experiment-created':
      return `${experiment} created: '${change.called}'`;
    case 'experiment-renamed':
      return `${experiment}: '${change.from}' → '${change.to}'`;
    case 'experiment-tags-changed':
      return `${experiment}: tags ${pairsText(change.from) || 'none'} → ${pairsText(change.to) || 'none'}`;
    case 'experiment-deleted':
      return `${experiment} deleted`;
    case 'experiment-restored':
      return `${experiment} restored`;
    case 'experiment-purged':
      return `${experiment} purged`;
  }
}

/** One change in words. */
export function describeChange(change: Change): string {
  if ('experiment' in change) return describeExperimentChange(change);
  if (!('name' in change)) {
    return change.change === 'registry-created'
      ? `registry created (format ${change.format})`
      : `discarded ${change.directory}`;
  }
  const model = `${change.type}/${change.name}`;
  switch (change.change) {
    case 'version-registered':
      return `${change.adopted ? 'adopted' : 'registered'} ${model}@${change.version} (number ${change.number})`;
    case 'stage-changed':
      return `${model}@${change.version}: ${change.from} → ${change.to}`;
    case 'stage-rolled-back':
      return `${model}@${change.version}: ${change.from} → ${change.to} (rolled back)`;
    case 'alias-moved':
      return `${model}: alias ${[change.alias, change.from].filter(Boolean).join(' ')} → ${change.to}`;
    case 'alias-removed':
      return `${model}: alias ${change.alias} removed from ${change.from}`;
    case 'tags-changed':
      return `${model}@${change.version}: tags ${pairsText(change.from) || 'none'} → ${pairsText(change.to) || 'none'}`;
    case 'description-changed':
      return `${model}@${change.version}: description ${change.to === null ? 'removed' : `'${change.to}'`}`;
    case 'pin-changed':
      return `${model}@${change.version}: ${change.to ? 'pinned' : 'unpinned'}`;
    case 'version-deleted':
      return `${model}@${change.version}: moved to the trash`;
    case 'version-restored':
      return `${model}@${change.version}: restored to ${change.to}`;
    case 'version-purged':
      return `${model}@${change.version}: purged`;
    case 'model-created':
      return `created ${model}`;
    case 'model-described':
      return `${model}: description ${change.to === null ? 'removed' : `'${change.to}'`}`;
    case 'model-tags-changed':
      return `${model}: tags ${pairsText(change.from) || 'none'} → ${pairsText(change.to) || 'none'}`;
    case 'model-renamed':
      return `${model} renamed to ${change.display_name === undefined ? `${change.type}/${change.to}` : `'${change.display_name}' (${change.type}/${change.to})`}`;
    case 'model-deleted':
      return `${model}: moved to the trash, as ${change.type}/${change.to}`;
    case 'model-restored':
      return `${model}: restored as ${change.type}/${change.to}`;
  }
}
