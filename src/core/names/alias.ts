import { MregError } from '../../errors.ts';
import { parseName } from './name.ts';
import { readSelector } from './reference.ts';
import { readStage } from './stage.ts';

/** What an alias may be called: not a stage, nor anything that would read as a version.
 * @throws MREG_INVALID */
export function parseAlias(text: string, stages: readonly string[]): string {
  const alias = parseName('alias', text);
  if (readStage(alias, stages) === undefined && readSelector(alias)?.kind === 'name') return alias;
  throw new MregError(
    'MREG_INVALID',
    `alias '${alias}' is reserved: stages, 'latest' and whatever reads as a version are`,
    {
      hint: 'choose a word such as champion',
      details: { value: alias },
    },
  );
}
