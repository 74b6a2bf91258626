// The key binding (chapter 06): to whom, and for which request, the holder showed what.

import { type Bytes, isBase64urlOf, toBase64url } from "./bytes.js";
import { Refusal } from "./finding.js";
import { type Check, hasForm, is, isInteger, isWord } from "./forms.js";
import { type Head } from "./head.js";
import { type Json, JsonError, parseJson } from "./json.js";
import { readJws } from "./jws.js";
import { verifySignature } from "./keys.js";
import { sha256 } from "./sha256.js";

export interface Binding {
  /** `none` for a bundle, `bearer` where the head names no holder, `unbound` where the binding is missing. */
  readonly state: "bound" | "unbound" | "bearer" | "none";
  readonly aud?: string;
  readonly nonce?: string;
  /** When the holder signed, in seconds since 1970. */
  readonly iat?: number;
}

export interface BindingPolicy {
  readonly now: number;
  readonly required: boolean;
  readonly aud: string | undefined;
  readonly nonce: string | undefined;
  /** Seconds before and after `now` in which a binding may have been made. */
  readonly window: readonly [before: number, after: number];
}

function refuse(code: string, message: string, pointer?: string): never {
  throw new Refusal("binding", code, message, { entry: "head.sdjwt", ...(pointer === undefined ? {} : { pointer }) });
}

const HEADER_FORM: Record<string, Check> = { alg: is("ES256"), typ: is("kb+jwt") };
const CLAIMS_FORM: Record<string, Check> = {
  iat: isInteger(0),
  aud: isWord,
  nonce: isWord,
  sd_hash: (value) => isBase64urlOf(value, 32),
  pannier_share: (value) => isBase64urlOf(value, 32),
};

/** @throws {Refusal} at stage binding. */
export async function checkBinding(head: Head, share: Bytes | undefined, policy: BindingPolicy): Promise<Binding> {
  const holder = head.claims.holder;
  if (head.binding === "") {
    if (policy.required) refuse("binding-required", "there is no key binding");
    return { state: share === undefined ? "none" : holder === undefined ? "bearer" : "unbound" };
  }
  if (share === undefined) refuse("binding-without-key", "a bundle has no key binding");
  if (holder === undefined) refuse("binding-without-key", "a key binding behind a head that names no holder's key");
  const jws = readJws(head.binding);
  if (jws === undefined || jws.signature.length === 0) refuse("binding-form", "the key binding is no token of strict base64url");
  const header = parsed(jws.header);
  const claims = parsed(jws.payload);
  if (!hasForm(header, HEADER_FORM)) refuse("binding-header", "the header is not that of a key binding");
  if (!hasForm(claims, CLAIMS_FORM)) refuse("binding-claims", "the claims are not those of a key binding");
  if (!(await verifySignature(holder, jws.signed, jws.signature))) {
    refuse("binding-signature", "the key binding is not signed by the holder's key");
  }
  if (claims.get("sd_hash") !== toBase64url(sha256(head.presented))) refuse("binding-sd-hash", "bound to another head", "/sd_hash");
  const [aud, nonce, iat] = [claims.get("aud") as string, claims.get("nonce") as string, claims.get("iat") as number];
  if (policy.aud !== undefined && aud !== policy.aud) refuse("binding-audience", "bound for another recipient", "/aud");
  if (policy.nonce !== undefined && nonce !== policy.nonce) refuse("binding-nonce", "bound for another request", "/nonce");
  const [before, after] = policy.window;
  if (iat < policy.now - before || iat > policy.now + after) refuse("binding-time", "bound too long ago, or not yet", "/iat");
  if (claims.get("pannier_share") !== toBase64url(sha256(share))) {
    refuse("binding-share-hash", "bound to another share.json", "/pannier_share");
  }
  return { state: "bound", aud, nonce, iat };
}

function parsed(bytes: Bytes): Json {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) refuse("binding-form", `the key binding is not strict JSON: ${error.message}`);
    throw error;
  }
}
