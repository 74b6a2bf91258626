// Public keys and signatures: P-256 with ES256, Ed25519.

import { type Bytes, fromBase64url, isBase64urlOf, toBase64url, utf8 } from "./bytes.js";
import { isObject, type Json } from "./json.js";
import { sha256 } from "./sha256.js";

export type Algorithm = "ES256" | "Ed25519";

/** A public key that is one. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  /** The RFC 7638 SHA-256 thumbprint. */
  readonly thumbprint: string;
  /** The bytes as WebCrypto imports them. */
  readonly raw: Bytes;
}

const MEMBERS = new Set(["kty", "crv", "x", "y", "kid", "alg", "use"]);

/** The key of a JWK; `undefined` where it is none, says something that does not agree with it, or has other members. */
export function readKey(jwk: Json | undefined): PublicKey | undefined {
  if (!isObject(jwk)) return undefined;
  for (const name of jwk.keys()) if (!MEMBERS.has(name)) return undefined;
  const x = jwk.get("x");
  const y = jwk.get("y");
  if (!isBase64urlOf(x, 32)) return undefined;
  const xBytes = fromBase64url(x) as Bytes;
  let key: PublicKey;
  if (jwk.get("kty") === "EC" && jwk.get("crv") === "P-256" && isBase64urlOf(y, 32)) {
    const yBytes = fromBase64url(y) as Bytes;
    if (!onP256(xBytes, yBytes)) return undefined;
    const thumbprint = print(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
    key = { algorithm: "ES256", thumbprint, raw: Uint8Array.of(4, ...xBytes, ...yBytes) };
  } else if (jwk.get("kty") === "OKP" && jwk.get("crv") === "Ed25519" && y === undefined) {
    if (!isEd25519(xBytes)) return undefined;
    key = { algorithm: "Ed25519", thumbprint: print(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`), raw: xBytes };
  } else {
    return undefined;
  }
  const agrees = (name: string, value: string) => jwk.get(name) === undefined || jwk.get(name) === value;
  return agrees("kid", key.thumbprint) && agrees("alg", key.algorithm) && agrees("use", "sig") ? key : undefined;
}

function print(canonical: string): string {
  return toBase64url(sha256(utf8(canonical)));
}

/** Whether `signature` over `message` is one of `key`. */
export async function verifySignature(key: PublicKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (signature.length !== 64) return false;
  const es256 = key.algorithm === "ES256";
  const imported = await crypto.subtle.importKey(
    "raw",
    key.raw,
    es256 ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" },
    false,
    ["verify"],
  );
  const algorithm = es256 ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" };
  return crypto.subtle.verify(algorithm, imported, new Uint8Array(signature), new Uint8Array(message));
}

function number(bigEndian: Uint8Array): bigint {
  let text = "0x";
  for (const byte of bigEndian) text += byte.toString(16).padStart(2, "0");
  return BigInt(text);
}

const P256 = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const P256_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

function onP256(xBytes: Uint8Array, yBytes: Uint8Array): boolean {
  const x = number(xBytes);
  const y = number(yBytes);
  return x < P256 && y < P256 && (y * y - (x * x * x - 3n * x + P256_B)) % P256 === 0n;
}

const P25519 = 2n ** 255n - 19n;
const D25519 = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
/** y of the eight points whose order divides 8. */
const SMALL = new Set([
  0n,
  1n,
  P25519 - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
]);

/** Whether bytes are the canonical form of a point of the curve that is not of small order. */
function isEd25519(bytes: Uint8Array): boolean {
  const y = number(new Uint8Array(bytes).reverse()) & (2n ** 255n - 1n);
  // A point with x = 0 has small order, so the sign of zero does not come up.
  if (y >= P25519 || SMALL.has(y)) return false;
  const u = (y * y - 1n + P25519) % P25519;
  const v = (D25519 * y * y + 1n) % P25519;
  // u/v is a square exactly where uv is one.
  return power((u * v) % P25519, (P25519 - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let out = 1n;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) out = (out * base) % P25519;
    base = (base * base) % P25519;
  }
  return out;
}
