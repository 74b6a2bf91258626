// Strict JSON (`head-json-strict`). `JSON.parse` takes the last of two members with one name, rounds numbers and sets no
// limit to depth; two programs that choose differently read two documents out of one signature.

import { textOf } from "./bytes.js";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

export class JsonError extends Error {
  override readonly name = "JsonError";
}

const DEPTH = 32;
const ESCAPES: Record<string, string> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** @throws {JsonError} where the bytes are not strict JSON. */
export function parseJson(bytes: Uint8Array): Json {
  const text = textOf(bytes);
  if (text === undefined) throw new JsonError("not UTF-8");
  return new Parser(text).document();
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value(1);
    this.#space();
    if (this.#at < this.#text.length) throw new JsonError("something stands behind the end");
    return value;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  /** Takes one character after white space, where it is the next. */
  #takes(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #value(depth: number): Json {
    this.#space();
    const next = this.#text[this.#at];
    if (next === "{" || next === "[") {
      if (depth > DEPTH) throw new JsonError("nested too deeply");
      this.#at++;
      return next === "{" ? this.#object(depth) : this.#array(depth);
    }
    if (next === '"') return this.#string();
    for (const [word, value] of [["true", true], ["false", false], ["null", null]] as const) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#number();
  }

  #object(depth: number): JsonObject {
    const members: JsonObject = new Map();
    if (this.#takes("}")) return members;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw new JsonError("a member has no name");
      const name = this.#string();
      if (members.has(name)) throw new JsonError("a name stands twice in one object");
      if (!this.#takes(":")) throw new JsonError("a member has no value");
      members.set(name, this.#value(depth + 1));
    } while (this.#takes(","));
    if (!this.#takes("}")) throw new JsonError("an object is not closed");
    return members;
  }

  #array(depth: number): Json[] {
    const elements: Json[] = [];
    if (this.#takes("]")) return elements;
    do elements.push(this.#value(depth + 1));
    while (this.#takes(","));
    if (!this.#takes("]")) throw new JsonError("an array is not closed");
    return elements;
  }

  #number(): number {
    const start = this.#at;
    if (this.#text[this.#at] === "-") this.#at++;
    const first = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (!(code >= 0x30 && code <= 0x39)) break;
      this.#at++;
    }
    const digits = this.#at - first;
    if (digits === 0) throw new JsonError("not a value");
    const value = Number(this.#text.slice(start, this.#at));
    const zero = this.#text[first] === "0";
    const follows = this.#text[this.#at];
    if ((zero && (digits > 1 || first > start)) || follows === "." || follows === "e" || follows === "E") {
      throw new JsonError("a number is not an integer in its one form");
    }
    if (digits > 16 || !Number.isSafeInteger(value)) throw new JsonError("an integer is too large");
    return value;
  }

  #string(): string {
    let out = "";
    let start = ++this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) throw new JsonError("a string is not closed");
      if (code === 0x22) break;
      if (code < 0x20) throw new JsonError("a control character stands in a string");
      if (code !== 0x5c) {
        this.#at++;
        continue;
      }
      out += this.#text.slice(start, this.#at) + this.#escape();
      start = this.#at;
    }
    out += this.#text.slice(start, this.#at++);
    return out;
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? "";
    this.#at += 2;
    if (letter !== "u") {
      const character = ESCAPES[letter];
      if (character === undefined) throw new JsonError("an escape that JSON does not have");
      return character;
    }
    const unit = this.#hex();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit < 0xdc00 && this.#text.startsWith("\\u", this.#at)) {
      this.#at += 2;
      const low = this.#hex();
      if (low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low);
    }
    throw new JsonError("half of a surrogate pair");
  }

  #hex(): number {
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new JsonError("an escape without four digits");
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }
}
