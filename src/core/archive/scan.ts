/**
 * A look at the bytes of a document in an archive as they come, before any of it is kept as values. A few kilobytes, compressed,
 * could be hundreds of megabytes of brackets or spaces, and take gigabytes to parse. What an archive says of files and versions
 * comes with a SHA-256 each, so everything else is held against the number of those.
 */
import { MregError } from '../../errors.ts';

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];
const DIGEST_LENGTH = 64;

/** What may be there at all: more than a document of 1 MiB, which is all that a user may bring, can have. */
const FREE = 1 << 20;
/** What may be there for each digest. A file has one; a version has two, and its files have theirs. */
const LISTS = 4;
const TEXTS = 16;
/** So much of a list may be spaces: mreg writes one a line. */
const SPACES = 0.5;

/** Counts what a document is made of, piece by piece. */
export class DocumentScan {
  readonly #name: string;
  readonly #isList: boolean;
  #bytes = 0;
  #spaces = 0;
  #lists = 0;
  #commas = 0;
  #texts = 0;
  #digests = 0;
  #inText = false;
  #escaped = false;
  #length = 0;

  constructor(name: string, { isList = false } = {}) {
    this.#name = name;
    this.#isList = isList;
  }

  /** @throws MREG_INVALID for bytes that would take far more memory than what an archive can say */
  feed(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#inText) this.#takeText(byte);
      else this.#take(byte);
    }
    this.#bytes += bytes.length;
    const isSparse =
      (this.#isList && this.#spaces > FREE + this.#bytes * SPACES) ||
      this.#lists > FREE + LISTS * this.#digests ||
      this.#commas > FREE + this.#texts ||
      this.#texts > FREE + TEXTS * this.#digests;
    if (isSparse) throw new MregError('MREG_INVALID', `${this.#name} holds more than files and versions`);
  }

  #takeText(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inText = false;
      if (this.#length === DIGEST_LENGTH) this.#digests += 1;
      return;
    }
    this.#length += 1;
  }

  #take(byte: number): void {
    if (byte === QUOTE) {
      this.#inText = true;
      this.#length = 0;
      this.#texts += 1;
    } else if (byte <= 0x20) this.#spaces += 1;
    else if (byte === COMMA) this.#commas += 1;
    else if (byte === BRACKET || byte === BRACE) this.#lists += 1;
  }
}
