/** A change of the log in words, as `mreg history` says it. */
import type { Change } from '../../../generated/log-entry.ts';

type Tags = Readonly<Record<string, string>>;

export function sayChange(change: Change): string {
  if ('experiment' in change) return sayExperimentChange(change);
  if (!('name' in change))
    return change.change === 'registry-created' ? 'registry created' : `discarded ${change.directory}`;
  const model = `${change.type}/${change.name}`;
  switch (change.change) {
    case 'version-registered':
      return `${change.adopted ? 'adopted' : 'registered'} ${model}@${change.version}`;
    case 'stage-changed':
      return `${model}@${change.version}: ${change.from} → ${change.to}`;
    case 'stage-rolled-back':
      return `${model}@${change.version}: ${change.from} → ${change.to} (rolled back)`;
    case 'alias-moved':
      return `${model}: alias ${change.alias} ${change.from === null ? '' : `${change.from} `}→ ${change.to}`;
    case 'alias-removed':
      return `${model}: alias ${change.alias} removed from ${change.from}`;
    case 'tags-changed':
      return `${model}@${change.version}: ${sayTags(change.from, change.to)}`;
    case 'description-changed':
      return `${model}@${change.version}: description ${change.to === null ? 'removed' : 'changed'}`;
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
      return `${model}: description ${change.to === null ? 'removed' : 'changed'}`;
    case 'model-tags-changed':
      return `${model}: ${sayTags(change.from, change.to)}`;
    case 'model-renamed':
      return `${model} renamed to ${change.type}/${change.to}`;
    case 'model-deleted':
      return `${model}: moved to the trash`;
    case 'model-restored':
      return `${model}: restored as ${change.type}/${change.to}`;
  }
}

function sayExperimentChange(change: Extract<Change, { experiment: string }>): string {
  switch (change.change) {
    case 'experiment-created':
      return `experiment ${change.called} created`;
    case 'experiment-renamed':
      return `experiment ${change.from} renamed to ${change.to}`;
    case 'experiment-tags-changed':
      return `experiment ${change.experiment}: ${sayTags(change.from, change.to)}`;
    case 'experiment-deleted':
      return `experiment ${change.experiment} deleted`;
    case 'experiment-restored':
      return `experiment ${change.experiment} restored`;
    case 'experiment-purged':
      return `experiment ${change.experiment} purged`;
  }
}

function sayTags(from: Tags, to: Tags): string {
  const set = Object.entries(to).filter(([key, value]) => from[key] !== value);
  const gone = Object.keys(from).filter((key) => !(key in to));
  const words = [...set.map(([key, value]) => `+${key}=${value}`), ...gone.map((key) => `−${key}`)];
  return `tags ${words.join(' ') || 'as they were'}`;
}
