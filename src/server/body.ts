import type { IncomingMessage } from 'node:http';
import { MregError } from '../errors.ts';

/** What a JSON request may have. */
export const MAX_JSON = 32 * 1024 * 1024;

/** A body of JSON has to be there in this time; files may take longer, as long as bytes arrive. */
export const JSON_WITHIN_MS = 60_000;

/** The bytes of a request that is small.
 * @throws MREG_INVALID if it is larger than allowed, or comes too slowly */
export function readBody(request: IncomingMessage, most = MAX_JSON): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const fail = (message: string) => {
      done();
      request.resume();
      reject(new MregError('MREG_INVALID', message));
    };
    const take = (piece: Buffer) => {
      size += piece.length;
      if (size > most) fail(`the request is larger than ${most} bytes`);
      else pieces.push(piece);
    };
    const finish = () => {
      done();
      resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
    };
    const abort = () => fail('the request broke off');
    const limit = setTimeout(() => fail('the request came too slowly'), JSON_WITHIN_MS);
    const done = () => {
      clearTimeout(limit);
      request.off('data', take).off('end', finish).off('aborted', abort).off('error', abort);
    };
    request.on('data', take).on('end', finish).on('aborted', abort).on('error', abort);
  });
}
