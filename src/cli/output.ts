/**
 * The only writer. stdout carries the result and nothing else, so that `$(mreg …)` and `| jq` always work;
 * notes, progress, warnings and errors go to stderr. A message is lower case without a period, then
 * `hint:` with what to type. With --json both are one document.
 */
import { stringifyJson } from '../core/json/index.ts';
import { MregError } from '../errors.ts';
import { failureLines } from '../render/failure.ts';
import { escapeJson, escapeText } from '../render/terminal/escape.ts';
import type { Ui } from '../render/terminal/ui.ts';
import { errno, meaningOf } from '../system-error.ts';
import type { Command, GlobalInput } from './command.ts';

/** A stream of the process, as far as mreg uses it. */
export interface Stream {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** How a result is written. */
export type Format = 'text' | 'quiet' | 'json' | 'ndjson';

/** @throws MREG_USAGE where the command has no list to give a line each, or has no stdout for a document */
export function chooseFormat({ json, ndjson, quiet }: GlobalInput, command: Command, input: never): Format {
  if ((json || ndjson) && command.ownsStdout?.(input)) {
    throw new MregError('MREG_USAGE', `stdout cannot carry what mreg ${command.name} writes and JSON too`, {
      hint: 'write to a file, or leave out --json',
    });
  }
  if (ndjson && !command.items) {
    throw new MregError('MREG_USAGE', `mreg ${command.name} has no list to write a line each`, {
      hint: 'use --json',
    });
  }
  return ndjson ? 'ndjson' : json ? 'json' : quiet ? 'quiet' : 'text';
}

/** The text of a result, without the last newline. */
export function renderResult(format: Format, command: Command, result: never, input: never, ui: Ui): string {
  switch (format) {
    case 'json':
      return toJson({ result }, ui);
    case 'ndjson':
      return printable((command.items?.(result) ?? []).map((item) => stringifyJson(item)).join('\n'), ui);
    case 'quiet':
      return ui.tty
        ? escapeText(command.quiet(result, input), { multiline: true })
        : command.quiet(result, input);
    case 'text':
      return command.text(result, ui, input);
  }
}

function toJson(value: object, ui: Ui): string {
  return printable(stringifyJson(value, ui.tty ? 2 : 0), ui);
}

/** In a pipe a document has its characters as they are. */
function printable(json: string, ui: Ui): string {
  return ui.tty ? escapeJson(json) : json;
}

/** The text of a failure, without the last newline. */
export function renderError(error: MregError, json: boolean, ui: Ui): string {
  const { code, message, hint, details } = error;
  if (json) return toJson({ error: { code, message, hint, details } }, ui);
  const lines = [`${ui.style.error('error:')} ${escapeText(message)}`, ...failureLines(details, ui)];
  if (hint !== undefined) lines.push(`${ui.style.dim('hint:')} ${escapeText(hint)}`);
  return lines.join('\n');
}

/** A note, a warning or a question. */
export function renderNote(text: string, ui: Ui): string {
  return `${ui.style.dim('note:')} ${escapeText(text)}`;
}

/** Writes a text and its newline; nothing for an empty text. A reader that has gone away is no failure.
 * @throws MREG_IO */
export async function writeLine(stream: Stream, text: string): Promise<void> {
  if (text === '') return;
  const error = await new Promise<Error | null | undefined>((resolve) => stream.write(`${text}\n`, resolve));
  if (!error || errno(error) === 'EPIPE') return;
  throw new MregError('MREG_IO', `cannot write the output: ${meaningOf(error)}`, {
    cause: error,
  });
}
