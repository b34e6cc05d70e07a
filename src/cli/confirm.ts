import { createInterface } from 'node:readline';
import { MregError } from '../errors.ts';

/** Asks a question on a terminal; anything but yes ends the command.
 * @throws MREG_NO, MREG_INTERRUPTED */
export function confirm(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input, output });
    const no = () => reject(new MregError('MREG_NO', 'not confirmed; nothing was changed'));
    lines.on('SIGINT', () => {
      reject(new MregError('MREG_INTERRUPTED', 'interrupted; nothing was changed'));
      lines.close();
    });
    // The end of the input is no answer.
    lines.on('close', no);
    lines.question(`${question} (y/N) `, (answer) => {
      if (/^y(es)?$/i.test(answer.trim())) resolve();
      lines.close();
    });
  });
}
