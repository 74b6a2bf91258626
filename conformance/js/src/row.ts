// The one byte form of a row (chapter 03), checked in one pass that finds the fragments of its groups.

import { textOf, utf8 } from "./bytes.js";
import { Refusal } from "./finding.js";
import { type Part } from "./descriptor.js";

const DEPTH = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Checks rows of one part. */
export class RowScanner {
  /** By group: where its fragment begins and ends in the bytes of the last row; equal where it is empty. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** By group: whether its cell is withheld in the next row. */
  readonly hidden: Uint8Array;
  readonly #sort: number;
  #sortStart = 0;
  #sortEnd = 0;
  readonly #entry: string;
  readonly #names: Uint8Array[] = [];
  readonly #groups: number[] = [];
  readonly #ordinals = new Map<string, number>();
  readonly #extensions: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #row = 0;

  constructor(part: Part, entry: string) {
    this.#entry = entry;
    this.starts = new Int32Array(part.groups.length);
    this.ends = new Int32Array(part.groups.length);
    this.hidden = new Uint8Array(part.groups.length);
    for (const [index, group] of part.groups.entries()) {
      for (const member of group.members) {
        this.#ordinals.set(member, this.#names.length);
        this.#names.push(utf8(member));
        this.#groups.push(index);
      }
    }
    this.#extensions = this.#ordinals.get("extensions") ?? -1;
    this.#sort = this.#ordinals.get(part.sort) ?? -1;
  }

  /**
   * Checks the bytes from `from` on and before `to`: row `row`, from 1, without its LF.
   *
   * @throws {Refusal} at stage record.
   */
  scan(bytes: Uint8Array, from: number, to: number, row: number): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    this.#row = row;
    this.starts.fill(0);
    this.ends.fill(0);
    this.#sortEnd = 0;
    try {
      this.#members();
    } catch (error) {
      // That a row is text comes before what stands in it.
      if (error instanceof Refusal) {
        const text = textOf(bytes.subarray(from, to));
        if (text === undefined || text.startsWith("\ufeff")) this.#refuse("record-utf8", "not UTF-8, or a byte order mark");
      }
      throw error;
    }
  }

  /** The text of the sort member of the last row; empty where it has none. */
  sortText(): string {
    if (this.#sortEnd === 0 || this.#bytes[this.#sortStart] !== QUOTE) return "";
    return textOf(this.#bytes.subarray(this.#sortStart + 1, this.#sortEnd - 1)) ?? "";
  }

  #refuse(code: string, message: string): never {
    throw new Refusal("record", code, message, { entry: this.#entry, row: this.#row });
  }

  /** The next byte; -1 at the end of the row. */
  #next(): number {
    return this.#at < this.#end ? this.#bytes[this.#at] : -1;
  }

  #take(byte: number, what: string): void {
    if (this.#next() !== byte) this.#refuse("record-row-form", what);
    this.#at++;
  }

  #members(): void {
    this.#take(0x7b, "the row is no object");
    let last = -1;
    if (this.#next() !== 0x7d) {
      for (;;) {
        const start = this.#at;
        const ordinal = this.#name(last);
        const group = this.#groups[ordinal];
        if (this.hidden[group] === 1) this.#refuse("record-member-shown", "a member of a cell that is withheld");
        if (ordinal <= last) this.#refuse("record-member-order", "a member does not stand in its place, or twice");
        last = ordinal;
        this.#take(COLON, "no colon behind a name");
        if (this.#next() === 0x6e) this.#word("null", "record-null-in-array");
        const value = this.#at;
        this.#value(2, ordinal === this.#extensions);
        if (ordinal === this.#sort) {
          this.#sortStart = value;
          this.#sortEnd = this.#at;
        }
        if (this.ends[group] === 0) this.starts[group] = start;
        this.ends[group] = this.#at;
        if (this.#next() !== COMMA) break;
        this.#at++;
      }
    }
    this.#take(0x7d, "no comma or closing brace behind a member");
    if (this.#at + 1 === this.#end && this.#next() === 0x0d) this.#refuse("record-line-end", "the line ends with CR LF");
    if (this.#at !== this.#end) this.#refuse("record-row-form", "something stands behind the object");
  }

  /** The ordinal of the member whose name comes next. */
  #name(last: number): number {
    const start = this.#at + 1;
    this.#bareName();
    const length = this.#at - 1 - start;
    // Members come in their order, so the next one is nearly always one of the next few.
    for (let ordinal = last + 1; ordinal < this.#names.length; ordinal++) {
      const name = this.#names[ordinal];
      if (name.length !== length) continue;
      let i = 0;
      while (i < length && name[i] === this.#bytes[start + i]) i++;
      if (i === length) return ordinal;
    }
    const name = textOf(this.#bytes.subarray(start, start + length)) as string;
    const ordinal = this.#ordinals.get(name);
    if (ordinal === undefined) this.#refuse("record-member-shown", "a member that the part does not have");
    return ordinal;
  }

  /** A name, up to the next quotation mark: no name that a row can have is written with an escape. */
  #bareName(): void {
    this.#take(QUOTE, "a member has no name");
    while (this.#next() !== QUOTE) {
      if (this.#at === this.#end) this.#refuse("record-row-form", "a name is not closed");
      this.#at++;
    }
    this.#at++;
  }

  #value(depth: number, extensions: boolean): void {
    const byte = this.#next();
    if (byte === QUOTE) this.#string();
    else if (byte === 0x7b || byte === 0x5b) {
      if (depth > DEPTH) this.#refuse("record-depth", "nested more than 32 deep");
      if (byte === 0x7b) this.#object(depth, extensions);
      else this.#array(depth, extensions);
    } else if (byte === 0x74) this.#word("true");
    else if (byte === 0x66) this.#word("false");
    else this.#number();
  }

  #word(word: string, code?: string): void {
    for (let i = 0; i < word.length; i++) this.#take(word.charCodeAt(i), "not a value");
    if (code !== undefined) this.#refuse(code, "null stands outside an array");
  }

  #array(depth: number, extensions: boolean): void {
    this.#at++;
    if (this.#next() !== 0x5d) {
      for (;;) {
        if (this.#next() === 0x6e) this.#word("null");
        else this.#value(depth + 1, extensions);
        if (this.#next() !== COMMA) break;
        this.#at++;
      }
    }
    this.#take(0x5d, "no comma or closing bracket behind an element");
  }

  #object(depth: number, extensions: boolean): void {
    this.#at++;
    let before = 0;
    let beforeEnd = 0;
    if (this.#next() !== 0x7d) {
      for (;;) {
        const start = this.#at + 1;
        this.#bareName();
        const end = this.#at - 1;
        this.#nestedName(start, end, extensions);
        if (beforeEnd > 0 && !this.#ascends(before, beforeEnd, start, end)) {
          this.#refuse("record-nested-names", "the names of an object do not ascend");
        }
        before = start;
        beforeEnd = end;
        this.#take(COLON, "no colon behind a name");
        if (this.#next() === 0x6e) this.#word("null", "record-null-in-array");
        this.#value(depth + 1, extensions);
        if (this.#next() !== COMMA) break;
        this.#at++;
      }
    }
    this.#take(0x7d, "no comma or closing brace behind a member");
  }

  #nestedName(start: number, end: number, extensions: boolean): void {
    for (let i = start; i < end; i++) {
      const byte = this.#bytes[i];
      const letter = byte >= 0x61 && byte <= 0x7a;
      const other = (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || (extensions && (byte === 0x2e || byte === 0x2d));
      if (!letter && !(other && i > start)) this.#refuse("record-nested-names", "a name of an object is not of its form");
    }
    if (start === end) this.#refuse("record-nested-names", "a name of an object is empty");
  }

  #ascends(a: number, aEnd: number, b: number, bEnd: number): boolean {
    while (a < aEnd && b < bEnd) {
      const difference = this.#bytes[b++] - this.#bytes[a++];
      if (difference !== 0) return difference > 0;
    }
    return b < bEnd;
  }

  #number(): void {
    if (this.#next() === 0x2d) this.#at++;
    const start = this.#at;
    let value = 0;
    for (let byte = this.#next(); byte >= 0x30 && byte <= 0x39; byte = this.#next()) {
      // Exact as long as it matters: what is larger than the limit stays larger.
      value = value * 10 + (byte - 0x30);
      this.#at++;
    }
    const digits = this.#at - start;
    if (digits === 0 && this.#bytes[start - 1] === 0x2d) this.#refuse("record-number-form", "no digit stands behind a minus");
    if (digits === 0) this.#refuse("record-row-form", "not a value");
    const zero = this.#bytes[start] === 0x30;
    const negative = this.#bytes[start - 1] === 0x2d;
    const byte = this.#next();
    if ((zero && (digits > 1 || negative)) || byte === 0x2e || byte === 0x65 || byte === 0x45) {
      this.#refuse("record-number-form", "a number is not an integer in its one form");
    }
    if (digits > 16 || value > Number.MAX_SAFE_INTEGER) this.#refuse("record-number-form", "an integer is too large");
  }

  #string(): void {
    this.#take(QUOTE, "not a string");
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at;
    for (;;) {
      if (at >= end) this.#refuse("record-row-form", "a string is not closed");
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte < 0x20) this.#refuse("record-string-form", "a control character stands in a string");
      if (byte === BACKSLASH) at = this.#escape(at);
      else if (byte < 0x80) at++;
      else at = this.#character(at);
    }
    this.#at = at + 1;
  }

  /** Where the escape at `at` ends. */
  #escape(at: number): number {
    const bytes = this.#bytes;
    const letter = at + 1 < this.#end ? bytes[at + 1] : -1;
    if (letter === QUOTE || letter === BACKSLASH) return at + 2;
    // b f n r t
    if (letter === 0x62 || letter === 0x66 || letter === 0x6e || letter === 0x72 || letter === 0x74) return at + 2;
    if (letter === 0x75 && at + 6 <= this.#end && bytes[at + 2] === 0x30 && bytes[at + 3] === 0x30) {
      const low = bytes[at + 5];
      const digit = low >= 0x30 && low <= 0x39 ? low - 0x30 : low >= 0x61 && low <= 0x66 ? low - 0x57 : -1;
      const value = (bytes[at + 4] - 0x30) * 16 + digit;
      const short = value === 8 || value === 9 || value === 10 || value === 12 || value === 13;
      if (digit >= 0 && value > 0 && value < 0x20 && !short) return at + 6;
    }
    return this.#refuse("record-string-form", "an escape that this text does not need, or that there is not");
  }

  /** Where the character of several bytes at `at` ends. */
  #character(at: number): number {
    const bytes = this.#bytes;
    const first = bytes[at];
    const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    let good = length > 0 && at + length <= this.#end;
    for (let i = 1; good && i < length; i++) good = (bytes[at + i] & 0xc0) === 0x80;
    const second = bytes[at + 1];
    // Overlong forms, surrogates, and what is behind U+10FFFF.
    if (first === 0xe0) good &&= second >= 0xa0;
    else if (first === 0xed) good &&= second < 0xa0;
    else if (first === 0xf0) good &&= second >= 0x90;
    else if (first === 0xf4) good &&= second < 0x90;
    if (!good) this.#refuse("record-utf8", "not UTF-8");
    return at + length;
  }
}
