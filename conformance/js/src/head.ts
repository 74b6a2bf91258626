// The signed statement (chapter 05): an SD-JWT, read as the bytes it is.

import { asciiOf, type Bytes, fromBase64url, isBase64urlOf, toBase64url, utf8 } from "./bytes.js";
import { type Attachment, NESTED_CLAIMS, type NestedClaim, type Part, readDescriptor } from "./descriptor.js";
import { Refusal } from "./finding.js";
import { anything, type Check, DAY, hasForm, is, isArray, isIssuer, isInteger, isText, isWord } from "./forms.js";
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
  const jws = readToken(token);
  const header = readHeader(jws.header);
  const claims = readClaims(parsed(jws.payload, "the claims"));
  const disclosed = readDisclosures(disclosures, claims.digests);
  if (binding !== "" && binding.split(".").length !== 3) refuse("head-form", "the key binding has not three segments");
  const selfMade = claims.iss.startsWith(SELF);
  const issuer = selfMade ? await selfIssuer(claims, header, jws, policy) : await listedIssuer(claims, header, jws, trust, policy);
  if (claims.exp <= policy.now) refuse("head-expired", "the head is no longer in force", "/exp");
  if (claims.iat > policy.now + DAY) refuse("head-not-yet-valid", "the head is not yet in force", "/iat");
  const presented = bytes.slice(0, bytes.length - binding.length);
  return { claims, issuer, ...disclosed, presented, binding };
}

function split(bytes: Bytes): { token: string; disclosures: string[]; binding: string } {
  const text = asciiOf(bytes);
  // A space is no printable character here (chapter 05, Claims).
  if (text === undefined || /[^!-~]/.test(text)) refuse("head-form", "the head has bytes that no token has");
  if (/[^A-Za-z0-9_.~-]/.test(text)) refuse("head-base64url", "the head has padding, or characters of another alphabet");
  const pieces = text.split("~");
  if (pieces.length < 2) refuse("head-form", "there is no ~ behind the token");
  return { token: pieces[0], disclosures: pieces.slice(1, -1), binding: pieces[pieces.length - 1] };
}

function readToken(token: string): Jws {
  const segments = token.split(".");
  if (segments.length !== 3) refuse("head-form", "the token has not three segments");
  const [header, payload, signature] = segments;
  if (header !== "" && payload !== "" && signature === "") {
    // A head that nobody signed says so in its `alg`.
    const bytes = fromBase64url(header);
    if (bytes !== undefined) readHeader(bytes);
  }
  if (segments.includes("")) refuse("head-form", "a segment of the token is empty");
  const jws = readJws(token);
  if (jws === undefined) refuse("head-base64url", "a segment of the token is no strict base64url");
  return jws;
}

const HEADER_FORM: Record<string, Check> = {
  alg: isText,
  kid: isText,
  typ: is("pannier-bundle+sd-jwt"),
};

function readHeader(bytes: Bytes): JsonObject {
  const header = parsed(bytes, "the header");
  if (!hasForm(header, HEADER_FORM)) refuse("head-header", "the header is not that of a head");
  const alg = header.get("alg");
  if (alg !== "ES256" && alg !== "Ed25519") refuse("head-alg", "the algorithm is neither ES256 nor Ed25519", "/alg");
  if (!isBase64urlOf(header.get("kid"), 32)) refuse("head-header", "kid is not the thumbprint of a key", "/kid");
  return header;
}

async function checkSignature(header: JsonObject, jws: Jws, key: PublicKey): Promise<void> {
  if (header.get("alg") !== key.algorithm) refuse("head-alg", "the algorithm is not that of the key", "/alg");
  if (!(await verifySignature(key, jws.signed, jws.signature))) refuse("head-signature", "the signature does not verify");
}

function readHolder(cnf: Json | undefined): PublicKey | undefined {
  if (cnf === undefined) return undefined;
  const key = readKey((cnf as JsonObject).get("jwk"));
  if (key?.algorithm !== "ES256") refuse("head-cnf", "the holder's key is no P-256 public key", "/cnf");
  return key;
}

/** The members; what is said of each is judged in the order of the standard. */
const CLAIMS_FORM: Record<string, Check> = {
  iss: isText,
  iat: anything,
  exp: anything,
  jti: isText,
  "cnf?": anything,
  "sub?": isText,
  "status?": anything,
  pannier: (value) => hasForm(value, { v: is(1), profile: isText }),
  _sd_alg: isText,
  parts: isArray((part) => hasForm(part, { "...": (digest) => isBase64urlOf(digest, 32) })),
};

function readClaims(json: Json): Claims {
  // Before anything else: of another version nothing else is known.
  const version = isObject(json) ? json.get("pannier") : undefined;
  if (isObject(version) && version.has("v") && version.get("v") !== 1) {
    refuse("head-version", "the head is of another version", "/pannier/v");
  }
  if (!hasForm(json, CLAIMS_FORM)) refuse("head-claims", "the claims are not those of a head");
  const [iat, exp, cnf] = [json.get("iat"), json.get("exp"), json.get("cnf")];
  if (typeof iat !== "number" || typeof exp !== "number") refuse("head-times", "iat and exp are no two numbers");
  if (cnf !== undefined && !hasForm(cnf, { jwk: isObject })) refuse("head-cnf", "cnf holds something else than a key", "/cnf");
  const iss = json.get("iss") as string;
  const isSelf = iss.startsWith(SELF) && isBase64urlOf(iss.slice(SELF.length), 32);
  if (!isSelf && !isIssuer(iss)) refuse("head-claims", "the issuer is not named as one", "/iss");
  const pannier = json.get("pannier") as JsonObject;
  const isDay = (time: number) => isInteger(0, LAST_DAY)(time) && time % DAY === 0;
  if (!isDay(iat) || !isDay(exp) || iat >= exp) refuse("head-times", "iat and exp are no two days, one before the other");
  if (!isBase64urlOf(json.get("jti"), 16)) refuse("head-claims", "jti is not the text of 16 bytes", "/jti");
  const holder = readHolder(cnf);
  const [sub, status] = [json.get("sub"), json.get("status")];
  if (sub !== undefined && !isWord(sub)) refuse("head-claims", "sub is no printable text", "/sub");
  if (status !== undefined && !isObject(status)) refuse("head-claims", "status is no object", "/status");
  if (!isWord(pannier.get("profile") as Json)) refuse("head-claims", "profile is no printable text", "/pannier/profile");
  if (json.get("_sd_alg") !== "sha-256") refuse("head-claims", "_sd_alg is not sha-256", "/_sd_alg");
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
  const open = new Set<string>();
  let last = -1;
  let current: { part: Part; claims: Map<NestedClaim, Json>; last: number; pointer: string } | undefined;
  let claimsOpen = 0;
  for (const [at, text] of disclosures.entries()) {
    const digest = toBase64url(sha256(utf8(text)));
    const place = places.get(digest);
    const inner = current?.part.digests.indexOf(digest) ?? -1;
    if (place !== undefined) {
      const pointer = `/parts/${place}`;
      if (place <= last) refuse("head-disclosure-order", "a disclosure does not stand in the order of the digests", pointer);
      last = place;
      open.add(digest);
      const described = readDescriptor(readDisclosure(text, 2, pointer)[1], pointer);
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
      if (inner <= current.last) {
        refuse("head-disclosure-order", "a nested claim does not stand in the order of the digests", current.pointer);
      }
      current.last = inner;
      const [, name, value] = readDisclosure(text, 3, current.pointer);
      if (typeof name !== "string") refuse("head-disclosure-form", "the name of a nested claim is no text", current.pointer);
      if (!NESTED_CLAIMS.includes(name as NestedClaim) || current.claims.has(name as NestedClaim)) {
        refuse("head-nested-claims", "a nested claim that parts do not have, or have once", current.pointer);
      }
      current.claims.set(name as NestedClaim, value);
      claimsOpen++;
    } else if (claimDigests.has(digest) || disclosures.slice(at + 1).some((later) => hasClaim(later, digest))) {
      refuse("head-disclosure-order", "a nested claim does not stand behind its part");
    } else {
      refuse("head-digest-once", "a disclosure has no digest in the head");
    }
  }
  const sealedParts = new Set(digests.filter((digest) => !open.has(digest)));
  return { parts, attachments, nested, sealedParts, sealedClaims: claimDigests.size - claimsOpen };
}

/** Whether a disclosure describes a part that has a nested claim of this digest. */
function hasClaim(text: string, digest: string): boolean {
  try {
    const described = readDescriptor(readDisclosure(text, 2, "")[1], "");
    return "digests" in described && described.digests.includes(digest);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
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
