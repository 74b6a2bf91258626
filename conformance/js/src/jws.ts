// Compact JWS: three texts of base64url with points between them.

import { type Bytes, fromBase64url, utf8 } from "./bytes.js";

export interface Jws {
  readonly header: Bytes;
  readonly payload: Bytes;
  readonly signature: Bytes;
  /** What is signed: the bytes received. */
  readonly signed: Bytes;
}

/** The parts of a token of three segments; `undefined` where one of them is no base64url. */
export function readJws(token: string): Jws | undefined {
  const [header, payload, signature] = token.split(".").map(fromBase64url);
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  return { header, payload, signature, signed: utf8(token.slice(0, token.lastIndexOf("."))) };
}
