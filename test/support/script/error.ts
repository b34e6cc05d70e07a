import type { Outcome } from './process.ts';

interface Failure {
  /** The script's path as it is shown. */
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly reason: string;
  /** The last command that ended. */
  readonly last?: Outcome | undefined;
  /** The directory left behind to be looked at. */
  readonly kept?: string | undefined;
}

const SHOWN_CHARACTERS = 4000;

const visible = (text: string): string =>
  text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

const shorten = (text: string): string =>
  text.length <= SHOWN_CHARACTERS
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS / 2)}\n[… ${text.length - SHOWN_CHARACTERS} characters …]\n${text.slice(-SHOWN_CHARACTERS / 2)}`;

const showStream = (name: string, bytes: Buffer | undefined): string => {
  if (bytes === undefined) return `--- ${name} was not captured`;
  if (bytes.length === 0) return `--- ${name} is empty`;
  return `--- ${name}\n${shorten(visible(bytes.toString())).trimEnd()}`;
};

const describe = ({ file, line, source, reason, last, kept }: Failure): string =>
  [
    `${file}:${line}: ${source}`,
    reason,
    ...(last === undefined
      ? []
      : [
          `--- last command, line ${last.line}, status ${last.status}: ${last.source}`,
          showStream('stdout', last.stdout),
          showStream('stderr', last.stderr),
        ]),
    ...(kept === undefined ? [] : [`--- kept: ${kept}`]),
  ].join('\n');

/** A script that is wrong or did not hold. The message tells all: place, command, reason, both outputs. */
export class ScriptError extends Error {
  readonly line: number;
  readonly reason: string;

  constructor(failure: Failure) {
    super(describe(failure));
    this.name = 'ScriptError';
    this.line = failure.line;
    this.reason = failure.reason;
    // The runner's own frames help nobody: point at the script instead.
    this.stack = `${this.name}: ${this.message}\n    at ${failure.file}:${failure.line}:1`;
  }
}
