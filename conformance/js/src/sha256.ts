// SHA-256 and what follows from it. WebCrypto has SHA-256 too, but only behind a promise for each hash and not piece by
// piece: a tree over a million rows takes millions of short hashes, and an attachment does not fit into memory.

import { type Bytes } from "./bytes.js";

const K = new Int32Array(64);
const START = new Int32Array(8);
{
  // The first 32 bits of the fractions of roots of primes (FIPS 180-4, 4.2.2 and 5.3.3), in exact arithmetic.
  const root = (prime: number, degree: bigint): number => {
    const goal = BigInt(prime) << (32n * degree);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** degree <= goal) low = middle;
      else high = middle;
    }
    return Number(BigInt.asIntN(32, low));
  };
  for (let count = 0, n = 2; count < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) prime &&= n % d !== 0;
    if (!prime) continue;
    if (count < 8) START[count] = root(n, 2n);
    K[count++] = root(n, 3n);
  }
}

const W = new Int32Array(64);

/** A hash in the making. */
export class Sha256 {
  readonly #state = new Int32Array(START);
  readonly #block = new Uint8Array(64);
  #filled = 0;
  #length = 0;

  /** Back to the hash of nothing. */
  reset(): this {
    this.#state.set(START);
    this.#filled = 0;
    this.#length = 0;
    return this;
  }

  byte(value: number): this {
    this.#block[this.#filled++] = value;
    this.#length++;
    if (this.#filled === 64) {
      compress(this.#state, this.#block, 0);
      this.#filled = 0;
    }
    return this;
  }

  update(bytes: Uint8Array): this {
    let at = 0;
    this.#length += bytes.length;
    if (this.#filled > 0) {
      at = Math.min(64 - this.#filled, bytes.length);
      for (let i = 0; i < at; i++) this.#block[this.#filled + i] = bytes[i];
      this.#filled += at;
      if (this.#filled < 64) return this;
      compress(this.#state, this.#block, 0);
      this.#filled = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) compress(this.#state, bytes, at);
    for (; at < bytes.length; at++) this.#block[this.#filled++] = bytes[at];
    return this;
  }

  /** The hash; the object then has to be reset. */
  digest(): Bytes {
    const bits = this.#length * 8;
    const block = this.#block;
    block[this.#filled++] = 0x80;
    if (this.#filled > 56) {
      block.fill(0, this.#filled);
      compress(this.#state, block, 0);
      this.#filled = 0;
    }
    block.fill(0, this.#filled);
    const view = new DataView(block.buffer);
    view.setUint32(56, Math.floor(bits / 0x1_0000_0000));
    view.setUint32(60, bits >>> 0);
    compress(this.#state, block, 0);
    const out = new Uint8Array(32);
    for (let i = 0; i < 32; i++) out[i] = this.#state[i >> 2] >>> (24 - 8 * (i & 3));
    return out;
  }
}

function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  const w = W;
  const k = K;
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i++) {
    let word: number;
    if (i < 16) {
      word = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      at += 4;
    } else {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      word = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    w[i] = word;
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + k[i] + word) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

export function sha256(...pieces: Uint8Array[]): Bytes {
  const hash = new Sha256();
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** HMAC (RFC 2104) under a key of at most 64 bytes. */
function hmac(key: Uint8Array, ...pieces: Uint8Array[]): Bytes {
  const inner = new Uint8Array(64).fill(0x36);
  const outer = new Uint8Array(64).fill(0x5c);
  for (let i = 0; i < key.length; i++) {
    inner[i] ^= key[i];
    outer[i] ^= key[i];
  }
  return sha256(outer, sha256(inner, ...pieces));
}

/** HKDF-Expand (RFC 5869, 2.3) to at most 32 bytes. */
export function expand(key: Uint8Array, info: Uint8Array, length: number): Bytes {
  return hmac(key, info, Uint8Array.of(1)).slice(0, length);
}
