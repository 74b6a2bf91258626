// Trees (chapter 04): salts come down from seeds, hashes go up to the root.

import { type Bytes, concat, utf8 } from "./bytes.js";
import { type Range, type Ranges } from "./ranges.js";
import { expand, Sha256, sha256 } from "./sha256.js";

const LABEL = utf8("pannier-bundle/1");
const SEED = 16;

/** The input of a derivation from names: the label, then each name behind its length. */
export function labelled(...names: (string | Uint8Array)[]): Bytes {
  const pieces: Uint8Array[] = [LABEL];
  for (const name of names) {
    const bytes = typeof name === "string" ? utf8(name) : name;
    pieces.push(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);
  }
  return concat(...pieces);
}

export function rootSeed(secret: Uint8Array, jti: string, part: string, group: string): Bytes {
  return expand(secret, labelled("seed", jti, part, group), SEED);
}

/** The value of decoy `index`. */
export function decoy(secret: Uint8Array, jti: string, index: number): Bytes {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, index);
  return expand(secret, labelled("decoy", jti, number), SEED);
}

function middle(lo: number, hi: number): number {
  return lo + 2 ** (31 - Math.clz32(hi - lo - 1));
}

/** Says for spans, asked for in ascending order, whether all of their rows are shown, or none. */
class Cover {
  readonly #ranges: Ranges;
  #at = 0;

  constructor(ranges: Ranges) {
    this.#ranges = ranges;
  }

  of(lo: number, hi: number): "all" | "none" | "some" {
    while (this.#at < this.#ranges.length && this.#ranges[this.#at][1] <= lo) this.#at++;
    const range: Range | undefined = this.#ranges[this.#at];
    if (range === undefined || range[0] >= hi) return "none";
    return range[0] <= lo && hi <= range[1] ? "all" : "some";
  }
}

/** How many seeds and hashes prove these rows of `n`. */
export function proofLength(n: number, shown: Ranges): { seeds: number; nodes: number } {
  const cover = new Cover(shown);
  const length = { seeds: 0, nodes: 0 };
  const stack: Range[] = n > 0 ? [[0, n]] : [];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    const [lo, hi] = span;
    const what = cover.of(lo, hi);
    if (what === "all") length.seeds++;
    else if (what === "none") length.nodes++;
    else stack.push([middle(lo, hi), hi], [lo, middle(lo, hi)]);
  }
  return length;
}

/** Where the seeds and hashes of a walk come from. */
export interface Proof {
  seed(): Bytes;
  node(): Bytes;
}

interface Span {
  readonly lo: number;
  readonly hi: number;
  readonly seed: Bytes | undefined;
}

/** One tree, given its shown leaves one after the other. Memory is a stack as deep as the tree. */
export class Tree {
  readonly #context: Bytes;
  readonly #cover: Cover;
  readonly #proof: Proof;
  /** What is still to do; `undefined` joins the two hashes before it. */
  readonly #stack: (Span | undefined)[] = [];
  readonly #hashes: Bytes[] = [];
  readonly #hash = new Sha256();

  constructor(jti: string, part: string, group: string, n: number, shown: Ranges, proof: Proof) {
    this.#context = sha256(labelled("ctx", jti, part, group)).slice(0, 16);
    this.#cover = new Cover(shown);
    this.#proof = proof;
    if (n === 0) this.#hashes.push(sha256());
    else this.#stack.push({ lo: 0, hi: n, seed: undefined });
  }

  /** Takes the next shown leaf: the bytes from `from` on and before `to`. */
  leaf(bytes: Uint8Array, from: number, to: number): void {
    const span = this.#descend();
    if (span === undefined) throw new RangeError("more leaves than are shown");
    const hash = this.#hash.reset().byte(0).update(span.seed as Bytes).update(bytes.subarray(from, to));
    this.#hashes.push(hash.digest());
  }

  /** The root, once all shown leaves are in. */
  root(): Bytes {
    if (this.#descend() !== undefined || this.#hashes.length !== 1) throw new RangeError("fewer leaves than are shown");
    return this.#hashes[0];
  }

  /** Goes on to the next shown leaf; `undefined` where there is none. */
  #descend(): Span | undefined {
    while (this.#stack.length > 0) {
      const span = this.#stack.pop();
      if (span === undefined) {
        const right = this.#hashes.pop() as Bytes;
        const left = this.#hashes.pop() as Bytes;
        this.#hashes.push(this.#hash.reset().byte(1).update(left).update(right).digest());
        continue;
      }
      const { lo, hi } = span;
      let { seed } = span;
      if (seed === undefined) {
        const what = this.#cover.of(lo, hi);
        if (what === "none") {
          this.#hashes.push(this.#proof.node());
          continue;
        }
        if (what === "all") seed = this.#proof.seed();
      }
      if (seed !== undefined && hi - lo === 1) return { lo, hi, seed };
      const m = middle(lo, hi);
      const halves = seed === undefined ? undefined : this.#expand(lo, hi, seed);
      this.#stack.push(
        undefined,
        { lo: m, hi, seed: halves?.subarray(SEED) },
        { lo, hi: m, seed: halves?.subarray(0, SEED) },
      );
    }
    return undefined;
  }

  #expand(lo: number, hi: number, seed: Bytes): Bytes {
    const hash = this.#hash.reset().byte(2).update(this.#context);
    for (const place of [lo, hi]) {
      for (let i = 0; i < 4; i++) hash.byte(0);
      for (let shift = 24; shift >= 0; shift -= 8) hash.byte((place >>> shift) & 255);
    }
    return hash.update(seed).digest();
  }
}
