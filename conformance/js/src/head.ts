// The signed statement (chapter 05): an SD-JWT, read as the bytes it is.

import { asciiOf, type Bytes, fromBase64url, isBase64urlOf, toBase64url, utf8 } from "./bytes.js";
import { type Attachment, NESTED_CLAIMS, type NestedClaim, type Part, readDescriptor } from "./descriptor.js";
import { Refusal } from "./finding.js";
import { anything, type Check, DAY, hasForm, is, isArray, isIssuer, isInteger, isWord } from "./forms.js";
import { isObject, type Json, JsonError, type JsonObject, parseJson } from "./json.js";
import { type Jws, readJws } from "./jws.js";
import { type PublicKey, readKey, verifySignature } from "./keys.js";
import { sha256 } from "./sha256.js";
import { type Listing, type Trust } from "./trust.js";

/** The one profile of this version of the standard. */
export const PROFILE = "https://pannier.example/v0/bundle";
const SELF = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";
/** 9999-12-31. */
const LAST_DAY = 253_402_214_400;
const PARTS_LIMIT = 16_384;

export interface Claims {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly sub: string | undefined;
  readonly profile: string;
  readonly holder: PublicKey | undefined;
  /** The digests of `parts`, in their order. */
  readonly digests: readonly string[];
}

export interface Issuer {
  readonly iss: string;
  /** Its name for people in the trust list; none where the bundle is self-made. */
  readonly name: string | undefined;
  readonly standing: "listed" | "indeterminate" | "self";
}

export interface Head {
  readonly claims: Claims;
  readonly issuer: Issuer;
  /** In the order of their disclosures. */
  readonly parts: readonly Part[];
  readonly attachments: readonly Attachment[];
  /** Nested claims by id of the part. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<NestedClaim, Json>>;
  /** Digests without disclosure: those of `parts`, and of all `_sd`. */
  readonly sealedParts: ReadonlySet<string>;
  readonly sealedClaims: number;
  /** The bytes up to and including the last `~`. */
  readonly presented: Bytes;
  /** What stands behind it; empty where there is no key binding. */
  readonly binding: string;
}

export interface HeadPolicy {
  readonly now: number;
  readonly acceptSelf: boolean;
  readonly acceptIndeterminate: boolean;
}

function refuse(code: string, message: string, pointer?: string): never {
  throw new Refusal("head", code, message, { entry: "head.sdjwt", ...(pointer === undefined ? {} : { pointer }) });
}

function parsed(bytes: Bytes, what: string): Json {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) refuse("head-json-strict", `${what}: ${error.message}`);
    throw error;
  }
}

/** @throws {Refusal} at stage head. */
export async function readHead(bytes: Bytes, trust: Trust, policy: HeadPolicy): Promise<Head> {
  const { token, disclosures, binding } = split(bytes);
  const jws = readJws(token);
  if (jws === undefined) refuse("head-base64url", "a segment of the token is no strict base64url");
  const header = parsed(jws.header, "the header");
  const payload = parsed(jws.payload, "the claims");
  checkHeader(header);
  const claims = readClaims(payload);
  const disclosed = readDisclosures(disclosures, claims.digests);
  const selfMade = claims.iss.startsWith(SELF);
  const issuer = selfMade ? await selfIssuer(claims, header, jws, policy) : await listedIssuer(claims, header, jws, trust, policy);
  if (claims.exp <= policy.now) refuse("head-expired", "the head is no longer in force", "/exp");
  if (claims.iat > policy.now + DAY) refuse("head-not-yet-valid", "the head is not yet in force", "/iat");
  const presented = bytes.slice(0, bytes.length - binding.length);
  return { claims, issuer, ...disclosed, presented, binding };
}

function split(bytes: Bytes): { token: string; disclosures: string[]; binding: string } {
  const text = asciiOf(bytes);
  if (text === undefined || /[^\x20-\x7e]/.test(text)) refuse("head-form", "the head has bytes that no token has");
  if (/[^A-Za-z0-9_.~-]/.test(text)) refuse("head-base64url", "the head has padding, or characters of another alphabet");
  const pieces = text.split("~");
  if (pieces.length < 2) refuse("head-form", "there is no ~ behind the token");
  const token = pieces[0];
  const segments = token.split(".");
  if (segments.length !== 3 || segments.includes("")) refuse("head-form", "the token has not three segments");
  const binding = pieces[pieces.length - 1];
  if (binding !== "" && binding.split(".").length !== 3) refuse("head-form", "the key binding has not three segments");
  return { token, disclosures: pieces.slice(1, -1), binding };
}

const HEADER_FORM: Record<string, Check> = {
  alg: (value) => typeof value === "string",
  kid: (value) => isBase64urlOf(value, 32),
  typ: is("pannier-bundle+sd-jwt"),
};

function checkHeader(header: Json): asserts header is JsonObject {
  if (!hasForm(header, HEADER_FORM)) refuse("head-header", "the header is not that of a head");
  const alg = header.get("alg");
  if (alg !== "ES256" && alg !== "Ed25519") refuse("head-alg", "the algorithm is neither ES256 nor Ed25519", "/alg");
}

async function checkSignature(header: JsonObject, jws: Jws, key: PublicKey): Promise<void> {
  if (header.get("alg") !== key.algorithm) refuse("head-alg", "the algorithm is not that of the key", "/alg");
  if (!(await verifySignature(key, jws.signed, jws.signature))) refuse("head-signature", "the signature does not verify");
}

function readHolder(cnf: Json | undefined): PublicKey | undefined {
  if (cnf === undefined) return undefined;
  const key = hasForm(cnf, { jwk: anything }) ? readKey(cnf.get("jwk")) : undefined;
  if (key?.algorithm !== "ES256") refuse("head-cnf", "the holder's key is no P-256 public key", "/cnf");
  return key;
}

const CLAIMS_FORM: Record<string, Check> = {
  iss: (value) => typeof value === "string",
  iat: anything,
  exp: anything,
  jti: (value) => isBase64urlOf(value, 16),
  "cnf?": anything,
  "sub?": isWord,
  "status?": isObject,
  pannier: (value) => hasForm(value, { v: isInteger(Number.MIN_SAFE_INTEGER), profile: isWord }),
  _sd_alg: is("sha-256"),
  parts: isArray((part) => hasForm(part, { "...": (digest) => isBase64urlOf(digest, 32) })),
};

function readClaims(json: Json): Claims {
  if (!hasForm(json, CLAIMS_FORM)) refuse("head-claims", "the claims are not those of a head");
  const iss = json.get("iss") as string;
  const isSelf = iss.startsWith(SELF) && isBase64urlOf(iss.slice(SELF.length), 32);
  if (!isSelf && !isIssuer(iss)) refuse("head-claims", "the issuer is not named as one", "/iss");
  const pannier = json.get("pannier") as JsonObject;
  if (pannier.get("v") !== 1) refuse("head-version", "the head is of another version", "/pannier/v");
  const [iat, exp] = [json.get("iat"), json.get("exp")];
  const isDay = (time: Json | undefined): time is number => isInteger(0, LAST_DAY)(time as Json) && (time as number) % DAY === 0;
  if (!isDay(iat) || !isDay(exp) || iat >= exp) refuse("head-times", "iat and exp are no two days, one before the other");
  const holder = readHolder(json.get("cnf"));
  const parts = json.get("parts") as JsonObject[];
  if (parts.length > PARTS_LIMIT) refuse("head-parts-limit", "the head has more than 16,384 digests", "/parts");
  const digests = parts.map((part) => part.get("...") as string);
  return {
    iss,
    iat,
    exp,
    jti: json.get("jti") as string,
    sub: json.get("sub") as string | undefined,
    profile: pannier.get("profile") as string,
    holder,
    digests,
  };
}

type Disclosed = Pick<Head, "parts" | "attachments" | "nested" | "sealedParts" | "sealedClaims">;

function readDisclosures(disclosures: string[], digests: readonly string[]): Disclosed {
  const places = new Map<string, number>();
  for (const [i, digest] of digests.entries()) {
    if (places.has(digest)) refuse("head-digest-once", "a digest stands in the head twice", `/parts/${i}`);
    places.set(digest, i);
  }
  const parts: Part[] = [];
  const attachments: Attachment[] = [];
  const nested = new Map<string, Map<NestedClaim, Json>>();
  const ids = new Set<string>();
  const claimDigests = new Set<string>();
  const strays: string[] = [];
  const open = new Set<string>();
  let last = -1;
  let current: { part: Part; claims: Map<NestedClaim, Json>; last: number; pointer: string } | undefined;
  let claimsOpen = 0;
  for (const text of disclosures) {
    const digest = toBase64url(sha256(utf8(text)));
    const place = places.get(digest);
    const inner = current?.part.digests.indexOf(digest) ?? -1;
    if (place !== undefined) {
      const pointer = `/parts/${place}`;
      const content = readDisclosure(text, 2, pointer)[1];
      if (place <= last) refuse("head-disclosure-order", "a disclosure does not stand in the order of the digests", pointer);
      last = place;
      open.add(digest);
      const described = readDescriptor(content, pointer);
      if (ids.has(described.id)) refuse("head-ids-unique", "an id stands in the head twice", `${pointer}/id`);
      ids.add(described.id);
      current = undefined;
      if ("mediaType" in described) {
        attachments.push(described);
        continue;
      }
      for (const claim of described.digests) {
        if (places.has(claim) || claimDigests.has(claim)) {
          refuse("head-digest-once", "a digest stands in the head twice", `${pointer}/_sd`);
        }
        claimDigests.add(claim);
      }
      parts.push(described);
      current = { part: described, claims: new Map(), last: -1, pointer };
      nested.set(described.id, current.claims);
    } else if (current !== undefined && inner >= 0) {
      const [, name, value] = readDisclosure(text, 3, current.pointer);
      if (inner <= current.last) {
        refuse("head-disclosure-order", "a nested claim does not stand in the order of the digests", current.pointer);
      }
      current.last = inner;
      if (!NESTED_CLAIMS.includes(name as NestedClaim) || current.claims.has(name as NestedClaim)) {
        refuse("head-nested-claims", "a nested claim that parts do not have, or have once", current.pointer);
      }
      current.claims.set(name as NestedClaim, value);
      claimsOpen++;
    } else {
      strays.push(digest);
    }
  }
  for (const digest of strays) {
    if (claimDigests.has(digest)) refuse("head-disclosure-order", "a nested claim does not stand behind its part");
    refuse("head-digest-once", "a disclosure has no digest in the head");
  }
  const sealedParts = new Set(digests.filter((digest) => !open.has(digest)));
  return { parts, attachments, nested, sealedParts, sealedClaims: claimDigests.size - claimsOpen };
}

function readDisclosure(text: string, elements: number, pointer: string): Json[] {
  const bytes = fromBase64url(text);
  if (bytes === undefined) refuse("head-base64url", "a disclosure is no strict base64url", pointer);
  const json = parsed(bytes, "a disclosure");
  if (!Array.isArray(json) || json.length !== elements || !isBase64urlOf(json[0], 16)) {
    refuse("head-disclosure-form", "a disclosure is no salt with what it opens", pointer);
  }
  return json;
}

async function selfIssuer(claims: Claims, header: JsonObject, jws: Jws, policy: HeadPolicy): Promise<Issuer> {
  const { iss, holder } = claims;
  const thumbprint = iss.slice(SELF.length);
  if (holder?.thumbprint !== thumbprint || header.get("kid") !== thumbprint) {
    refuse("self-thumbprint", "issuer, signing key and holder's key are not one");
  }
  await checkSignature(header, jws, holder);
  if (!policy.acceptSelf) refuse("self-accepted", "its subject made and signed the file", "/iss");
  return { iss, name: undefined, standing: "self" };
}

async function listedIssuer(claims: Claims, header: JsonObject, jws: Jws, trust: Trust, policy: HeadPolicy): Promise<Issuer> {
  if (trust.expires <= policy.now) refuse("trust-list-expired", "a trust list is no longer in force");
  const listings = trust.byThumbprint.get(header.get("kid") as string);
  if (listings === undefined) refuse("trust-known-key", "the head is signed by a key that no trust list has", "/kid");
  await checkSignature(header, jws, listings[0].key.key);
  const standings = listings.map((listing) => standingOf(claims, listing, policy));
  const standing = standings.includes("indeterminate") ? "indeterminate" : "listed";
  return { iss: claims.iss, name: listings[0].issuer.name, standing };
}

/** What one list makes of a head that its key has signed. */
function standingOf(claims: Claims, { issuer, key }: Listing, policy: HeadPolicy): "listed" | "indeterminate" {
  if (claims.iss !== issuer.iss) refuse("trust-issuer", "the key is listed for another issuer", "/iss");
  const profiles = issuer.profiles;
  if (profiles.length > 0 && claims.profile === PROFILE && !profiles.includes(PROFILE)) {
    refuse("trust-profile", "the issuer is not listed for this profile", "/pannier/profile");
  }
  if (claims.iat < key.notBefore || claims.iat >= key.expires) {
    refuse("trust-key-period", "the head is not from the period of its key", "/iat");
  }
  if (key.state !== "revoked") return "listed";
  const revokedAt = key.revokedAt as number;
  if (claims.iat >= revokedAt - (revokedAt % DAY)) refuse("trust-revoked", "the key was revoked by then", "/iat");
  if (!policy.acceptIndeterminate) refuse("trust-indeterminate", "the key was revoked since", "/iat");
  return "indeterminate";
}
