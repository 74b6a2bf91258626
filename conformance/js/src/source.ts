// Where the bytes of a file come from, and the promise that they stay the same.

import { type Bytes, EMPTY, equal } from "./bytes.js";
import { SourceError } from "./finding.js";

/** A file of known size of which any piece can be read. */
export interface Source {
  readonly size: number;
  /** The bytes from `from` on and before `to`. */
  read(from: number, to: number): Promise<Uint8Array> | Uint8Array;
}

/** What can be verified: bytes in memory, a `Blob` or `File`, or any other source. */
export type Input = Uint8Array | Blob | Source;

export function sourceOf(input: Input): Source {
  if (input instanceof Uint8Array) {
    return { size: input.length, read: (from, to) => input.subarray(from, to) };
  }
  if (input instanceof Blob) {
    const read = async (from: number, to: number) => new Uint8Array(await input.slice(from, to).arrayBuffer());
    return { size: input.size, read };
  }
  return input;
}

const BLOCK = 1 << 18;
const KEPT = 4;

/**
 * A source that is read in blocks and refuses one that is not what it was when it was read first: a file is verified and
 * then read once more, and in between somebody else may write to it.
 */
export class PinnedSource {
  readonly size: number;
  readonly #source: Source;
  readonly #digests: Bytes[] = [];
  readonly #kept = new Map<number, Bytes>();

  constructor(input: Input) {
    this.#source = sourceOf(input);
    this.size = this.#source.size;
  }

  async #block(index: number): Promise<Bytes> {
    const kept = this.#kept.get(index);
    if (kept !== undefined) {
      this.#kept.delete(index);
      this.#kept.set(index, kept);
      return kept;
    }
    const from = index * BLOCK;
    const to = Math.min(from + BLOCK, this.size);
    // A copy, because who gave the bytes may write to them while they are used.
    const block = new Uint8Array(await this.#source.read(from, to));
    if (block.length !== to - from) throw new SourceError("the input is shorter than it said");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", block));
    const before = this.#digests[index];
    if (before === undefined) this.#digests[index] = digest;
    else if (!equal(before, digest)) throw new SourceError("the input changed while it was read");
    if (this.#kept.size >= KEPT) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    }
    this.#kept.set(index, block);
    return block;
  }

  /** The bytes from `from` on and before `to`, block by block. */
  async *pieces(from: number, to: number): AsyncGenerator<Bytes, void> {
    while (from < to) {
      const index = Math.floor(from / BLOCK);
      const block = await this.#block(index);
      const start = from - index * BLOCK;
      const end = Math.min(to - index * BLOCK, block.length);
      yield block.subarray(start, end);
      from = index * BLOCK + end;
    }
  }

  async bytes(from: number, to: number): Promise<Bytes> {
    if (to <= from) return EMPTY;
    const first = Math.floor(from / BLOCK);
    if (Math.floor((to - 1) / BLOCK) === first) {
      return (await this.#block(first)).slice(from - first * BLOCK, to - first * BLOCK);
    }
    const out = new Uint8Array(to - from);
    let at = 0;
    for await (const piece of this.pieces(from, to)) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }
}
