/** A file that is read while somebody writes it. */
export interface GrowingFile {
  /** Its size, once that is more than `read` or final. */
  beyond(read: number): Promise<number>;
}

/** A growing file as the one who writes it has it. */
export interface GrowingFileWriter extends GrowingFile {
  /** So many bytes more are in the file. */
  grow(bytes: number): void;
  /** The size is final, for good or ill. */
  end(): void;
}

export function createGrowingFile(): GrowingFileWriter {
  let size = 0;
  let ended = false;
  let wake = () => {};
  return {
    async beyond(read) {
      while (size <= read && !ended) await new Promise<void>((resolve) => (wake = resolve));
      return size;
    },
    grow(bytes) {
      size += bytes;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
  };
}
