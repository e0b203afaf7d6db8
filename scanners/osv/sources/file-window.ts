import type { FileHandle } from 'node:fs/promises';
import yauzl from 'yauzl';

const WINDOW = 1024 * 1024;

interface Window {
  start: number;
  bytes: Buffer;
}

/**
 * Reads a file through two windows of 1 MiB: the export's zip is read from two places in turn, its directory and its
 * entries, each from front to back. A read of the disk for every few bytes of 220,000 entries takes ten times as long.
 * A class and a subclass, because that is how yauzl takes a reader of one's own.
 */
export class FileWindow extends yauzl.RandomAccessReader {
  readonly #file: FileHandle;
  #recent: Window = { start: 0, bytes: Buffer.alloc(0) };
  #other: Window = { start: 0, bytes: Buffer.alloc(0) };

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  /** The bytes are good until the next call. Fewer than asked for come at the end of the file. */
  view(position: number, length: number): Buffer | Promise<Buffer> {
    return this.#find(position, length) ?? this.#load(position, length);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const found = this.#find(position, length);
    if (found) {
      callback(null, found.copy(buffer, offset));
      return;
    }
    this.#load(position, length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: Error) => callback(error),
    );
  }

  override close(callback: (error: Error | null) => void): void {
    this.#file.close().then(() => callback(null), callback);
  }

  #find(position: number, length: number): Buffer | undefined {
    if (!holds(this.#recent, position, length)) {
      if (!holds(this.#other, position, length)) return undefined;
      [this.#recent, this.#other] = [this.#other, this.#recent];
    }
    const from = position - this.#recent.start;
    return this.#recent.bytes.subarray(from, from + length);
  }

  async #load(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.max(length, WINDOW));
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, position);
    this.#other = this.#recent;
    this.#recent = { start: position, bytes: buffer.subarray(0, bytesRead) };
    return buffer.subarray(0, Math.min(length, bytesRead));
  }
}

function holds({ start, bytes }: Window, position: number, length: number): boolean {
  return position >= start && position + length <= start + bytes.length;
}
