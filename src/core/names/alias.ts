import { MregError } from '../../errors.ts';
import { similarName } from './name.ts';
import { isAlias, readSelector } from './reference.ts';
import { readStage } from './stage.ts';

/** What an alias may be called: not a stage, nor anything that would read as a version.
 * @throws MREG_INVALID */
export function parseAlias(text: string, stages: readonly string[]): string {
  if (!isAlias(text))
    throw new MregError(
      'MREG_INVALID',
      `alias '${text}' is not up to 255 letters, digits, dots, underscores and hyphens, beginning and ending with another sign than a dot`,
      { hint: `for example: ${similarName(text) || 'champion'}`, details: { value: text } },
    );
  if (readStage(text, stages) === undefined && readSelector(text)?.kind === 'name') return text;
  throw new MregError(
    'MREG_INVALID',
    `alias '${text}' is reserved: stages, 'latest' and whatever reads as a version are`,
    {
      hint: 'choose a word such as champion',
      details: { value: text },
    },
  );
}
