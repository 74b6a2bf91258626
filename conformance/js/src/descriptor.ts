// What the disclosures of a head say: parts, attachments, nested claims (chapter 05, Descriptors).

import { type Bytes, fromBase64url, isBase64urlOf } from "./bytes.js";
import { Refusal } from "./finding.js";
import { type Check, hasForm, is, isArray, isDate, isInteger, isWord, U32 } from "./forms.js";
import { type Json, type JsonObject } from "./json.js";

export interface Group {
  readonly id: string;
  readonly members: readonly string[];
  readonly root: Bytes;
  readonly needs: readonly string[];
  /** Values of the group depend on other rows, as a running balance does. */
  readonly spans: boolean;
}

/** One series in one period, as the issuer describes it. */
export interface Part {
  readonly id: string;
  readonly series: string;
  readonly seq: number;
  readonly from: string;
  readonly to: string;
  readonly schema: string;
  readonly sort: string;
  readonly n: number;
  readonly row: Bytes;
  readonly groups: readonly Group[];
  readonly incomplete: readonly string[];
  /** Digests of nested claims, disclosed or not. */
  readonly digests: readonly string[];
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: Bytes;
}

export const NESTED_CLAIMS = ["totals", "identifier", "provenance"] as const;
export type NestedClaim = (typeof NESTED_CLAIMS)[number];

const matches = (pattern: RegExp): Check => (value) => typeof value === "string" && pattern.test(value);
const isId = matches(/^[a-z][a-z0-9_]{0,31}$/);
const isHash: Check = (value) => isBase64urlOf(value, 32);
const text: Check = (value) => typeof value === "string";

const PART_FORM: Record<string, Check> = {
  id: isId,
  series: isWord,
  seq: isInteger(0, U32),
  from: text,
  to: text,
  schema: isWord,
  sort: isWord,
  n: isInteger(0, U32),
  row: isHash,
  groups: (value) => Array.isArray(value),
  "incomplete?": isArray(text),
  "_sd?": (value) => Array.isArray(value) && value.length > 0 && value.every(isHash),
};
const GROUP_FORM: Record<string, Check> = {
  id: isId,
  members: isArray(matches(/^[a-z][a-z0-9_]{0,63}$/)),
  root: isHash,
  "needs?": isArray(text),
  "spans?": is(true),
};
const ATTACHMENT_FORM: Record<string, Check> = {
  id: isId,
  name: matches(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/),
  media_type: (value) => matches(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/)(value) && (value as string).length <= 127,
  bytes: isInteger(0, 0xffff_fffe),
  sha256: isHash,
};

function refuse(code: string, message: string, pointer: string): never {
  throw new Refusal("head", code, message, { entry: "head.sdjwt", pointer });
}

/** @throws {Refusal} where `json` describes neither a part nor an attachment. */
export function readDescriptor(json: Json, pointer: string): Part | Attachment {
  if (json instanceof Map && json.has("media_type")) return readAttachment(json, pointer);
  return readPart(json, pointer);
}

function readAttachment(json: JsonObject, pointer: string): Attachment {
  if (!hasForm(json, ATTACHMENT_FORM)) refuse("head-descriptor", "an attachment is not described as one", pointer);
  const id = json.get("id") as string;
  if (id === "row") refuse("head-ids-unique", "no attachment is called row", pointer);
  return {
    id,
    name: json.get("name") as string,
    mediaType: json.get("media_type") as string,
    bytes: json.get("bytes") as number,
    sha256: hash(json, "sha256"),
  };
}

function hash(json: JsonObject, name: string): Bytes {
  return fromBase64url(json.get(name) as string) as Bytes;
}

function readPart(json: Json, pointer: string): Part {
  if (!hasForm(json, PART_FORM)) refuse("head-descriptor", "a part is not described as one", pointer);
  const id = json.get("id") as string;
  if (id === "row") refuse("head-ids-unique", "no part is called row", pointer);
  const digests = (json.get("_sd") ?? []) as string[];
  if (digests.length > NESTED_CLAIMS.length) refuse("head-nested-claims", "a part has more than three nested claims", pointer);
  const part = {
    id,
    series: json.get("series") as string,
    seq: json.get("seq") as number,
    from: json.get("from") as string,
    to: json.get("to") as string,
    schema: json.get("schema") as string,
    sort: json.get("sort") as string,
    n: json.get("n") as number,
    row: hash(json, "row"),
    groups: readGroups(json.get("groups") as Json[], `${pointer}/groups`),
    incomplete: (json.get("incomplete") ?? []) as string[],
    digests,
  };
  checkPeriod(part, json.has("incomplete"), pointer);
  return part;
}

function readGroups(list: Json[], pointer: string): Group[] {
  if (list.length < 1 || list.length > 64) refuse("head-groups", "a part has 1 to 64 groups", pointer);
  const members = new Set<string>();
  const ids = new Set<string>();
  const groups = list.map((json, i): Group => {
    const place = `${pointer}/${i}`;
    if (!hasForm(json, GROUP_FORM)) refuse("head-descriptor", "a group is not described as one", place);
    const id = json.get("id") as string;
    if (id === "row") refuse("head-ids-unique", "no group is called row", place);
    if (ids.has(id)) refuse("head-groups", "two groups have one id", place);
    ids.add(id);
    const names = json.get("members") as string[];
    if (names.length === 0) refuse("head-groups", "a group has no member", place);
    for (const name of names) {
      if (members.has(name)) refuse("head-groups", "a member stands in the part twice", place);
      members.add(name);
    }
    if (members.size > 256) refuse("head-groups", "a part has at most 256 members", place);
    const needs = json.get("needs") as string[] | undefined;
    if (needs?.length === 0) refuse("head-needs", "needs names nothing", place);
    return { id, members: names, root: hash(json, "root"), needs: needs ?? [], spans: json.has("spans") };
  });
  for (const [i, { id, needs }] of groups.entries()) {
    const good = needs.every((need, at) => need !== id && ids.has(need) && needs.indexOf(need) === at);
    if (!good) refuse("head-needs", "needs names other groups of the part, each once", `${pointer}/${i}/needs`);
  }
  return groups;
}

function checkPeriod(part: Part, named: boolean, pointer: string): void {
  const { from, to, incomplete } = part;
  if (!isDate(from) || !isDate(to) || from >= to) refuse("head-period", "from and to are no period of days", pointer);
  if (named && incomplete.length === 0) refuse("head-descriptor", "incomplete is empty", `${pointer}/incomplete`);
  let before = "";
  for (const day of incomplete) {
    if (!isDate(day) || day <= before || day < from || day >= to) {
      refuse("head-period", "incomplete days ascend within the period", `${pointer}/incomplete`);
    }
    before = day;
  }
}
