import { Chalk } from 'chalk';
import type { Styles } from './cell.ts';

// Level 1 is the terminal's own sixteen colours, which its user has chosen to be readable.
const chalk = new Chalk({ level: 1 });

const STAGE_COLORS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['Production', chalk.green],
  ['Staging', chalk.yellow],
  ['Archived', chalk.dim],
  ['None', chalk.dim],
]);

/** The styles of a terminal with colour. A stage of the user's own is cyan. */
export const COLOR_STYLES: Styles = {
  ok: chalk.green,
  warn: chalk.yellow,
  error: chalk.red,
  dim: chalk.dim,
  bold: chalk.bold,
  stage: (text, name = text) => (STAGE_COLORS.get(name) ?? chalk.cyan)(text),
};
