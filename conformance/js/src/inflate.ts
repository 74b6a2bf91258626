// Inflating (RFC 1951), in pieces. The platform has `DecompressionStream("deflate-raw")`, but whether bytes behind the end
// of a stream are an error depends on the engine, and nobody can ask it where the stream ended. Here both are known.

import { type Bytes } from "./bytes.js";

/** Bytes that are no deflate stream. */
export class InflateError extends Error {
  override readonly name = "InflateError";
}

const WINDOW = 32768;
const OUTPUT = WINDOW + 131072;
const LONGEST_MATCH = 258;
/** More than the bytes of any block header, and of any symbol: as much is at hand before either is read. */
const MARGIN = 640;
const QUICK_BITS = 10;

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A canonical Huffman code. */
class Code {
  /** By the next ten bits: symbol and length of the code, where it is at most ten bits long; else 0. */
  readonly #quick = new Uint16Array(1 << QUICK_BITS);
  readonly #count = new Uint16Array(16);
  readonly #symbols: Uint16Array;

  /** `single`: one symbol of one bit is allowed, and so is none, as for distances. */
  constructor(lengths: Uint8Array, single: boolean) {
    this.#symbols = new Uint16Array(lengths.length);
    for (const length of lengths) this.#count[length]++;
    const used = lengths.length - this.#count[0];
    this.#count[0] = 0;
    let left = 1;
    for (let bits = 1; bits < 16; bits++) {
      left = left * 2 - this.#count[bits];
      if (left < 0) throw new InflateError("a code has too many words");
    }
    if (left > 0 && !(single && (used === 0 || (used === 1 && this.#count[1] === 1)))) {
      throw new InflateError("a code is not complete");
    }
    const offsets = new Uint16Array(17);
    const next = new Uint16Array(17);
    for (let bits = 1; bits < 16; bits++) {
      offsets[bits + 1] = offsets[bits] + this.#count[bits];
      next[bits + 1] = (next[bits] + this.#count[bits]) << 1;
    }
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const bits = lengths[symbol];
      if (bits === 0) continue;
      this.#symbols[offsets[bits]++] = symbol;
      const word = next[bits]++;
      if (bits > QUICK_BITS) continue;
      let reversed = 0;
      for (let i = 0; i < bits; i++) reversed |= ((word >> i) & 1) << (bits - 1 - i);
      for (let i = reversed; i < 1 << QUICK_BITS; i += 1 << bits) this.#quick[i] = (symbol << 4) | bits;
    }
  }

  /** Symbol and length of the first code in `bits`, as symbol * 16 + length. */
  find(bits: number): number {
    const quick = this.#quick[bits & ((1 << QUICK_BITS) - 1)];
    if (quick !== 0) return quick;
    let word = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      word |= (bits >> (length - 1)) & 1;
      const count = this.#count[length];
      if (word - first < count) return (this.#symbols[index + word - first] << 4) | length;
      index += count;
      first = (first + count) << 1;
      word <<= 1;
    }
    throw new InflateError("a word that the code does not have");
  }
}

const fixedLengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
const FIXED_LITERALS = new Code(fixedLengths, false);
const FIXED_DISTANCES = new Code(new Uint8Array(32).fill(5), false);

type State = "header" | "stored" | "codes" | "done";

/** One deflate stream. Memory is the window and one piece of input, whatever the stream says. */
export class Inflate {
  #input: Uint8Array = new Uint8Array(0);
  #at = 0;
  #bits = 0;
  #held = 0;
  #state: State = "header";
  #lastBlock = false;
  #storedLeft = 0;
  #literals = FIXED_LITERALS;
  #distances = FIXED_DISTANCES;
  readonly #out: Bytes = new Uint8Array(OUTPUT);
  #start = 0;
  #end = 0;
  #before = 0;

  /**
   * Takes the next piece of the stream; `last` says that it is the last one. What comes out is valid until the next is
   * asked for.
   *
   * @throws {InflateError} where the bytes are not one whole stream that ends within the last byte of the last piece.
   */
  *push(piece: Uint8Array, last: boolean): Generator<Bytes, void> {
    const rest = this.#input.length - this.#at;
    if (rest === 0) {
      this.#input = piece;
    } else {
      const joined = new Uint8Array(rest + piece.length);
      joined.set(this.#input.subarray(this.#at));
      joined.set(piece, rest);
      this.#input = joined;
    }
    this.#at = 0;
    while (this.#state !== "done" && (last || this.#input.length - this.#at >= MARGIN)) {
      if (this.#state === "header") this.#header();
      else if (this.#state === "stored") this.#stored(last);
      else this.#codes(last);
      if (this.#end > OUTPUT - LONGEST_MATCH - 1) yield this.#taken();
    }
    if (this.#end > this.#start) yield this.#taken();
    const left = this.#input.length - this.#at + (this.#held >> 3);
    if (this.#state === "done" && left > 0) throw new InflateError("bytes behind the end of the stream");
    // Nothing of the piece is kept but the few bytes that are not yet read: its owner may write over it.
    this.#input = this.#input.slice(this.#at);
    this.#at = 0;
  }

  /** What has come out since; afterwards there is room behind the window. */
  #taken(): Bytes {
    const out = this.#out.slice(this.#start, this.#end);
    if (this.#end > OUTPUT - 2 * LONGEST_MATCH) {
      const keep = Math.min(WINDOW, this.#end);
      this.#before += this.#end - keep;
      this.#out.copyWithin(0, this.#end - keep, this.#end);
      this.#end = keep;
    }
    this.#start = this.#end;
    return out;
  }

  #need(count: number): void {
    while (this.#held < count) {
      if (this.#at >= this.#input.length) throw new InflateError("the stream ends too soon");
      this.#bits |= this.#input[this.#at++] << this.#held;
      this.#held += 8;
    }
  }

  #take(count: number): number {
    this.#need(count);
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#held -= count;
    return value;
  }

  #symbol(code: Code): number {
    // Never more bits than are there: the last symbol may be shorter than the longest one.
    while (this.#held < 15 && this.#at < this.#input.length) {
      this.#bits |= this.#input[this.#at++] << this.#held;
      this.#held += 8;
    }
    const found = code.find(this.#bits);
    const length = found & 15;
    if (length > this.#held) throw new InflateError("the stream ends too soon");
    this.#bits >>>= length;
    this.#held -= length;
    return found >> 4;
  }

  #header(): void {
    if (this.#lastBlock) {
      this.#state = "done";
      return;
    }
    this.#lastBlock = this.#take(1) === 1;
    const type = this.#take(2);
    if (type === 0) {
      this.#take(this.#held & 7);
      const length = this.#take(16);
      if ((this.#take(16) ^ 0xffff) !== length) throw new InflateError("a stored block has two lengths");
      this.#storedLeft = length;
      this.#state = "stored";
    } else if (type === 1) {
      this.#literals = FIXED_LITERALS;
      this.#distances = FIXED_DISTANCES;
      this.#state = "codes";
    } else if (type === 2) {
      this.#dynamic();
      this.#state = "codes";
    } else {
      throw new InflateError("a block of no known type");
    }
  }

  #dynamic(): void {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const words = this.#take(4) + 4;
    if (literals > 286 || distances > 30) throw new InflateError("a block has too many codes");
    const orders = new Uint8Array(19);
    for (let i = 0; i < words; i++) orders[CODE_ORDER[i]] = this.#take(3);
    const code = new Code(orders, false);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw new InflateError("a length is to be repeated before there is one");
      const value = symbol === 16 ? lengths[i - 1] : 0;
      const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (i + times > lengths.length) throw new InflateError("lengths run over their end");
      lengths.fill(value, i, i + times);
      i += times;
    }
    if (lengths[256] === 0) throw new InflateError("a block without an end");
    this.#literals = new Code(lengths.subarray(0, literals), true);
    this.#distances = new Code(lengths.subarray(literals), true);
  }

  #stored(last: boolean): void {
    // Whole bytes may stand among the bits that were read ahead.
    while (this.#storedLeft > 0 && this.#held > 0 && this.#end < OUTPUT - LONGEST_MATCH) {
      this.#out[this.#end++] = this.#take(8);
      this.#storedLeft--;
    }
    if (this.#held === 0) {
      const room = OUTPUT - LONGEST_MATCH - this.#end;
      const count = Math.min(this.#storedLeft, this.#input.length - this.#at, room);
      this.#out.set(this.#input.subarray(this.#at, this.#at + count), this.#end);
      this.#at += count;
      this.#end += count;
      this.#storedLeft -= count;
      if (count === 0 && room > 0 && this.#storedLeft > 0 && last) throw new InflateError("the stream ends too soon");
    }
    if (this.#storedLeft === 0) this.#state = "header";
  }

  #codes(last: boolean): void {
    const out = this.#out;
    while (this.#end < OUTPUT - LONGEST_MATCH && (last || this.#input.length - this.#at >= MARGIN)) {
      const symbol = this.#symbol(this.#literals);
      if (symbol < 256) {
        out[this.#end++] = symbol;
        continue;
      }
      if (symbol === 256) {
        this.#state = "header";
        return;
      }
      if (symbol > 285) throw new InflateError("a length that there is not");
      const length = LENGTH_BASE[symbol - 257] + this.#take(LENGTH_EXTRA[symbol - 257]);
      const place = this.#symbol(this.#distances);
      if (place > 29) throw new InflateError("a distance that there is not");
      const distance = DISTANCE_BASE[place] + this.#take(DISTANCE_EXTRA[place]);
      if (distance > this.#end) throw new InflateError("a distance to before the beginning");
      let end = this.#end;
      for (let from = end - distance, i = 0; i < length; i++) out[end++] = out[from++];
      this.#end = end;
    }
  }

  /** Whether the whole stream has been read. */
  get ended(): boolean {
    return this.#state === "done";
  }

  /** Bytes that came out so far. */
  get length(): number {
    return this.#before + this.#end;
  }
}
