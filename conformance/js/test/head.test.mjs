// Which requirement a head departs from, where it departs from more than one or where the suite names no place.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./suite.mjs";
import { toBase64url } from "../dist/bytes.js";
import { readDescriptor } from "../dist/descriptor.js";
import { Refusal } from "../dist/finding.js";
import { readHead } from "../dist/head.js";
import { sha256 } from "../dist/sha256.js";
import { readTrust } from "../dist/trust.js";
import { parseJson } from "../dist/json.js";

const utf8 = (text) => new TextEncoder().encode(text);
const base64url = (value) => toBase64url(utf8(typeof value === "string" ? value : JSON.stringify(value)));
const HASH = toBase64url(new Uint8Array(32));
const SALT = toBase64url(new Uint8Array(16));

/** `base` with the members of `changes`; `undefined` takes one away. */
function changed(base, changes) {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined));
}

const GROUP = { id: "core", members: ["booked", "amount"], root: HASH };
const PART = {
  id: "p0", series: "acc1/transactions", seq: 0, from: "2026-01-01", to: "2026-02-01",
  schema: "https://schemas.example/transactions", sort: "booked", n: 0, row: HASH, groups: [GROUP],
};
const ATTACHMENT = { id: "k4", name: "Bill.pdf", media_type: "application/pdf", bytes: 1, sha256: HASH };

const group = (changes) => changed(PART, { groups: [GROUP, changed({ ...GROUP, id: "memo", members: ["memo"] }, changes)] });

const DESCRIPTORS = [
  [changed(PART, { from: undefined }), "head-descriptor", "/at"],
  [changed(PART, { from: null }), "head-period", "/at/from"],
  [changed(PART, { to: 20260201 }), "head-period", "/at/to"],
  [changed(PART, { incomplete: [] }), "head-period", "/at/incomplete"],
  [changed(PART, { incomplete: null }), "head-period", "/at/incomplete"],
  [changed(PART, { incomplete: ["2026-02-01"] }), "head-period", "/at/incomplete"],
  [changed(PART, { _sd: [] }), "head-nested-claims", "/at/_sd"],
  [changed(PART, { _sd: null }), "head-nested-claims", "/at/_sd"],
  [changed(PART, { _sd: [HASH, HASH, HASH, HASH] }), "head-nested-claims", "/at/_sd"],
  [changed(PART, { groups: null }), "head-groups", "/at/groups"],
  [changed(PART, { groups: {} }), "head-groups", "/at/groups"],
  [changed(PART, { groups: [] }), "head-groups", "/at/groups"],
  [group({ members: "memo" }), "head-groups", "/at/groups/1/members"],
  [group({ members: ["Memo"] }), "head-groups", "/at/groups/1/members"],
  [group({ members: [] }), "head-groups", "/at/groups/1/members"],
  [group({ members: ["amount"] }), "head-groups", "/at/groups/1"],
  [group({ members: undefined }), "head-descriptor", "/at/groups/1"],
  [group({ id: "core" }), "head-groups", "/at/groups/1"],
  [group({ id: "row" }), "head-ids-unique", "/at/groups/1/id"],
  [group({ needs: [] }), "head-needs", "/at/groups/1/needs"],
  [group({ needs: "core" }), "head-needs", "/at/groups/1/needs"],
  [group({ needs: null }), "head-needs", "/at/groups/1/needs"],
  [group({ needs: ["memo"] }), "head-needs", "/at/groups/1/needs"],
  [group({ spans: false }), "head-descriptor", "/at/groups/1/spans"],
  [changed(PART, { id: "row" }), "head-ids-unique", "/at/id"],
  [changed(PART, { n: null }), "head-descriptor", "/at/n"],
  // Names that every object of JavaScript has, and names as the table here spells them.
  [changed(PART, { toString: "x" }), "head-descriptor", "/at"],
  [changed(PART, { "_sd?": [HASH] }), "head-descriptor", "/at"],
  // What has `sha256` is an attachment, what has only `media_type` a part.
  [changed(PART, { sha256: HASH }), "head-descriptor", "/at"],
  [changed(ATTACHMENT, { sha256: null }), "head-descriptor", "/at/sha256"],
  [changed(ATTACHMENT, { name: "../bill" }), "head-descriptor", "/at/name"],
  [[], "head-descriptor", "/at"],
];

test("a member of a descriptor departs from the requirement that speaks of it", () => {
  const read = (json) => readDescriptor(parseJson(utf8(JSON.stringify(json))), "/at");
  const good = [PART, ATTACHMENT, group({ needs: ["core"], spans: true }), changed(PART, { incomplete: ["2026-01-31"], _sd: [HASH] })];
  for (const json of good) assert.equal(read(json).id, json.id);
  for (const [json, code, pointer] of DESCRIPTORS) {
    assert.throws(() => read(json), (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.deepEqual([error.finding.code, error.finding.pointer], [code, pointer], JSON.stringify(json));
      return true;
    });
  }
});

const HEADER = { alg: "ES256", kid: HASH, typ: "pannier-bundle+sd-jwt" };
const CLAIMS = {
  iss: "https://bank.example", iat: 1767312000, exp: 1775088000, jti: SALT,
  pannier: { v: 1, profile: "https://pannier.example/v0/bundle" }, _sd_alg: "sha-256", parts: [],
};
const SIGNATURE = toBase64url(new Uint8Array(64));
const token = (header, claims, signature = SIGNATURE) => `${base64url(header)}.${base64url(claims)}.${signature}`;
const claims = (changes) => `${token(HEADER, changed(CLAIMS, changes))}~`;
const header = (changes, body = CLAIMS) => `${token(changed(HEADER, changes), body)}~`;

/** A head of these disclosures, `parts` having the digests of those that `listed` picks. */
function disclosing(texts, listed) {
  const parts = listed.map((i) => ({ "...": toBase64url(sha256(utf8(texts[i]))) }));
  return claims({ parts }) + texts.map((text) => `${text}~`).join("");
}

const CLAIM = base64url([SALT, "totals", []]);
const WITH_CLAIM = base64url([SALT, changed(PART, { _sd: [toBase64url(sha256(utf8(CLAIM)))] })]);
const BAD_PART = base64url([SALT, changed(PART, { id: "P1" })]);
const STRAY = base64url([SALT, "identifier", {}]);

const HEADS = [
  // Of characters that no token has, a space is none that can be seen.
  [` ${claims({})}`, "head-form"],
  [claims({}).replace("~", " ~"), "head-form"],
  [`${claims({})}=`, "head-base64url"],
  [claims({}).slice(0, -1), "head-form"],
  // An empty signature is told by the algorithm, where there is another than those of a head.
  [`${token(changed(HEADER, { alg: "none" }), CLAIMS, "")}~`, "head-alg"],
  [`${token(HEADER, CLAIMS, "")}~`, "head-form"],
  [`A.${base64url(CLAIMS)}.~`, "head-form"],
  // The header as a whole before the claims, and in it `typ`, `alg`, `kid`.
  [header({ typ: "JWT" }, "{"), "head-header"],
  [header({}, "{"), "head-json-strict"],
  [header({ alg: "EdDSA", kid: "short" }), "head-alg"],
  [header({ kid: "short" }), "head-header"],
  // Another version before anything else of the claims.
  [claims({ pannier: { v: 2 }, note: "x" }), "head-version"],
  [claims({ pannier: { v: null, profile: "x" } }), "head-version"],
  [claims({ pannier: { profile: "x" } }), "head-claims"],
  [claims({ note: "x", iat: 1 }), "head-claims"],
  [claims({ iat: "1767312000", iss: "http://bank.example" }), "head-times"],
  [claims({ cnf: null, iss: "http://bank.example" }), "head-cnf"],
  [claims({ iat: 1, iss: "http://bank.example" }), "head-claims"],
  [claims({ iat: 1, jti: "short" }), "head-times"],
  [claims({ jti: "short", cnf: { jwk: {} } }), "head-claims"],
  [claims({ sub: "a b", cnf: { jwk: {} } }), "head-cnf"],
  [claims({ _sd_alg: "sha-512" }), "head-claims"],
  // Each disclosure in turn; then what stands behind the last `~`.
  [disclosing([STRAY, BAD_PART], [1]), "head-digest-once"],
  [disclosing([BAD_PART, STRAY], [0]), "head-descriptor"],
  [disclosing([CLAIM, WITH_CLAIM], [1]), "head-disclosure-order"],
  [`${disclosing([BAD_PART], [0])}a.b`, "head-descriptor"],
  [`${disclosing([WITH_CLAIM, CLAIM], [0])}a.b`, "head-form"],
  // Nothing is wrong but that nobody knows the key.
  [disclosing([WITH_CLAIM, CLAIM], [0]), "trust-known-key"],
];

test("a head departs from what is checked first", async () => {
  const trust = { ...(await readTrust([])), expires: Number.POSITIVE_INFINITY };
  for (const [text, code] of HEADS) {
    await assert.rejects(readHead(utf8(text), trust, { now: 1767400050, acceptSelf: false, acceptIndeterminate: false }), (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.deepEqual([error.finding.code, error.finding.stage], [code, "head"], text);
      return true;
    });
  }
});
