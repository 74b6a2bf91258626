// Trust lists (chapter 08): whose keys sign what, plain or signed under an anchor.

import { fromBase64url, isBase64urlOf, utf8 } from "./bytes.js";
import { Refusal } from "./finding.js";
import { anything, type Check, hasForm, isArray, isInteger, isIssuer, isLabelText, isWord } from "./forms.js";
import { type Json, JsonError, type JsonObject, parseJson } from "./json.js";
import { type PublicKey, readKey, verifySignature } from "./keys.js";

/** The text of a trust list that its user has named, or a signed one together with the anchor it has to hold under. */
export type TrustList = Uint8Array | string | { readonly list: Uint8Array | string; readonly anchor: Uint8Array | string };

export interface ListedKey {
  readonly key: PublicKey;
  readonly notBefore: number;
  readonly expires: number;
  readonly state: "active" | "retired" | "revoked";
  readonly revokedAt: number | undefined;
}

export interface ListedIssuer {
  readonly iss: string;
  readonly name: string;
  readonly profiles: readonly string[];
  readonly keys: readonly ListedKey[];
}

/** A key as one list has it. */
export interface Listing {
  readonly issuer: ListedIssuer;
  readonly key: ListedKey;
}

/** What several lists together say. */
export interface Trust {
  /** By thumbprint: what each list that has the key says of it, all for one issuer. */
  readonly byThumbprint: ReadonlyMap<string, readonly Listing[]>;
  /** The earliest end of any list. */
  readonly expires: number;
}

const LIST_LIMIT = 134_217_728;
const SELF = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

function refuse(code: string, message: string): never {
  throw new Refusal("head", code, message);
}

function parsed(given: Uint8Array | string, what: string): Json {
  const bytes = typeof given === "string" ? utf8(given) : given;
  if (bytes.length > LIST_LIMIT) refuse("trust-list-form", `${what} is larger than 128 MiB`);
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) refuse("trust-list-form", `${what} is not strict JSON: ${error.message}`);
    throw error;
  }
}

/** @throws {Refusal} at stage head. */
export async function readTrust(lists: readonly TrustList[]): Promise<Trust> {
  const byThumbprint = new Map<string, Listing[]>();
  let expires = Number.POSITIVE_INFINITY;
  for (const given of lists) {
    const plain = typeof given === "string" || given instanceof Uint8Array;
    const list = readList(plain ? parsed(given, "the trust list") : await signed(given.list, given.anchor));
    expires = Math.min(expires, list.expires);
    for (const issuer of list.issuers) {
      for (const key of issuer.keys) {
        const before = byThumbprint.get(key.key.thumbprint) ?? [];
        if (before.some((listing) => listing.issuer.iss !== issuer.iss)) {
          refuse("trust-list-key-once", "two lists have one key for two issuers");
        }
        byThumbprint.set(key.key.thumbprint, [...before, { issuer, key }]);
      }
    }
  }
  return { byThumbprint, expires };
}

const KEY_FORM: Record<string, Check> = {
  jwk: anything,
  nbf: isInteger(0),
  exp: isInteger(0),
  state: (value) => value === "active" || value === "retired" || value === "revoked",
  "revoked_at?": isInteger(0),
};
const ENTRY_FORM: Record<string, Check> = {
  iss: (value) => isIssuer(value) || isNameOfKey(value),
  name: isLabelText(200),
  profiles: isArray(isWord, 1000),
  keys: isArray((key) => hasForm(key, KEY_FORM), 100_000),
};
/** Whether a text is the name of a customer's key: the prefix and a whole thumbprint. */
function isNameOfKey(value: unknown): value is string {
  return typeof value === "string" && value.startsWith(SELF) && isBase64urlOf(value.slice(SELF.length), 32);
}
const ENTRIES: Check = isArray((entry) => hasForm(entry, ENTRY_FORM));
const LIST_FORM: Record<string, Check> = {
  iss: isIssuer,
  seq: isInteger(0),
  iat: isInteger(0),
  exp: isInteger(0),
  issuers: ENTRIES,
  "recipients?": ENTRIES,
};

function readList(json: Json): { issuers: ListedIssuer[]; expires: number } {
  if (!hasForm(json, LIST_FORM)) refuse("trust-list-form", "the trust list has not the form of one");
  const expires = json.get("exp") as number;
  if ((json.get("iat") as number) >= expires) refuse("trust-list-form", "the trust list ends before it was made");
  const issuers = readEntries(json.get("issuers") as JsonObject[]);
  // An organisation may be both, with one key: those of recipients sign no head.
  readEntries((json.get("recipients") ?? []) as JsonObject[]);
  return { issuers, expires };
}

function readEntries(entries: JsonObject[]): ListedIssuer[] {
  const keys = new Set<string>();
  const names = new Set<string>();
  return entries.map((entry) => {
    const iss = entry.get("iss") as string;
    if (isNameOfKey(iss)) refuse("self-unlisted", "an entry has the name of a customer's key");
    if (names.has(iss)) refuse("trust-list-form", "two entries have one iss");
    names.add(iss);
    const read = (entry.get("keys") as JsonObject[]).map((json) => {
      const listed = readListedKey(json);
      if (keys.has(listed.key.thumbprint)) refuse("trust-list-key-once", "a key stands in the trust list twice");
      keys.add(listed.key.thumbprint);
      return listed;
    });
    return { iss, name: entry.get("name") as string, profiles: entry.get("profiles") as string[], keys: read };
  });
}

function readListedKey(json: JsonObject): ListedKey {
  const state = json.get("state") as ListedKey["state"];
  const revokedAt = json.get("revoked_at") as number | undefined;
  const [notBefore, expires] = [json.get("nbf") as number, json.get("exp") as number];
  if (notBefore >= expires) refuse("trust-list-form", "the period of a key ends before it begins");
  if ((state === "revoked") !== (revokedAt !== undefined)) {
    refuse("trust-list-form", "a key has revoked_at exactly where it is revoked");
  }
  const key = readKey(json.get("jwk"));
  if (key === undefined) refuse("trust-list-key", "a key of the trust list is no good public key");
  return { key, notBefore, expires, state, revokedAt };
}

const SIGNED_FORM: Record<string, Check> = {
  payload: (value) => typeof value === "string",
  signatures: isArray((signature) =>
    hasForm(signature, { protected: (value) => typeof value === "string", signature: (value) => typeof value === "string" }),
  ),
};
const ANCHOR_FORM: Record<string, Check> = {
  iss: isIssuer,
  threshold: isInteger(1),
  keys: isArray(anything),
  "seq?": isInteger(0),
};
const HEADER_FORM: Record<string, Check> = {
  alg: (value) => typeof value === "string",
  kid: (value) => typeof value === "string",
  typ: (value) => typeof value === "string",
};

/** The JSON of a list that is signed by as many keys of the anchor as it asks for. */
async function signed(given: Uint8Array | string, givenAnchor: Uint8Array | string): Promise<Json> {
  const anchor = parsed(givenAnchor, "the anchor");
  const outer = parsed(given, "the signed trust list");
  if (!hasForm(anchor, ANCHOR_FORM)) refuse("trust-list-form", "the anchor has not the form of one");
  if (!hasForm(outer, SIGNED_FORM)) refuse("trust-list-form", "the signed trust list has not the form of one");
  const keys = new Map<string, PublicKey>();
  for (const jwk of anchor.get("keys") as Json[]) {
    const key = readKey(jwk);
    if (key === undefined) refuse("trust-list-key", "a key of the anchor is no good public key");
    if (keys.has(key.thumbprint)) refuse("trust-list-key-once", "a key stands in the anchor twice");
    keys.set(key.thumbprint, key);
  }
  const threshold = anchor.get("threshold") as number;
  if (threshold > keys.size) refuse("trust-list-form", "the anchor asks for more signatures than it has keys");
  const payload = outer.get("payload") as string;
  const bytes = fromBase64url(payload);
  if (bytes === undefined) refuse("trust-list-form", "the payload is no base64url");
  const signers = new Set<string>();
  for (const signature of outer.get("signatures") as JsonObject[]) {
    const kid = await signer(keys, signature, payload);
    if (signers.has(kid)) refuse("trust-list-signed", "one key has signed the trust list twice");
    signers.add(kid);
  }
  if (signers.size < threshold) refuse("trust-list-signed", "the trust list has fewer signatures than the anchor asks for");
  const list = parsed(bytes, "the signed trust list");
  if (!hasForm(list, LIST_FORM)) refuse("trust-list-form", "the trust list has not the form of one");
  if (list.get("iss") !== anchor.get("iss")) refuse("trust-list-signed", "the trust list is not that of the anchor");
  if ((list.get("seq") as number) < ((anchor.get("seq") as number | undefined) ?? 0)) {
    refuse("trust-list-rollback", "the trust list is older than one that was seen before");
  }
  return list;
}

async function signer(keys: ReadonlyMap<string, PublicKey>, signature: JsonObject, payload: string): Promise<string> {
  const text = signature.get("protected") as string;
  const headerBytes = fromBase64url(text);
  if (headerBytes === undefined) refuse("trust-list-form", "the header of a signature is no base64url");
  const header = parsed(headerBytes, "the header of a signature");
  if (!hasForm(header, HEADER_FORM)) refuse("trust-list-form", "the header of a signature has not the form of one");
  const key = keys.get(header.get("kid") as string);
  if (key === undefined) refuse("trust-list-signed", "a key that the anchor does not have has signed the trust list");
  if (header.get("typ") !== "pannier-trust+jwt") refuse("trust-list-signed", "a signature is not that of a trust list");
  if (header.get("alg") !== key.algorithm) refuse("trust-list-signed", "a signature is of another algorithm than its key");
  const bytes = fromBase64url(signature.get("signature") as string);
  if (bytes === undefined) refuse("trust-list-form", "a signature is no base64url");
  if (!(await verifySignature(key, utf8(`${text}.${payload}`), bytes))) {
    refuse("trust-list-signed", "a signature of the trust list does not verify");
  }
  return key.thumbprint;
}
