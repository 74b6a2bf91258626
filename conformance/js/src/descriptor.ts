// What the disclosures of a head say: parts, attachments, nested claims (chapter 05, Descriptors).

import { type Bytes, fromBase64url, isBase64urlOf } from "./bytes.js";
import { Refusal } from "./finding.js";
import { type Check, is, isArray, isDate, isInteger, isText, isWord, U32 } from "./forms.js";
import { isObject, type Json, type JsonObject } from "./json.js";

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
const filled = (check: Check, most?: number): Check => (value) => isArray(check, most)(value) && (value as Json[]).length > 0;

/** The members of a descriptor, each with its form; a name that ends with `?` may be absent. */
type Form = Record<string, Check>;

const PART_FORM: Form = {
  id: isId,
  series: isWord,
  seq: isInteger(0, U32),
  from: isDate,
  to: isDate,
  schema: isWord,
  sort: isWord,
  n: isInteger(0, U32),
  row: isHash,
  groups: filled(() => true, 64),
  "incomplete?": filled(isDate),
  "_sd?": filled(isHash, NESTED_CLAIMS.length),
};
const GROUP_FORM: Form = {
  id: isId,
  members: filled(matches(/^[a-z][a-z0-9_]{0,63}$/)),
  root: isHash,
  "needs?": filled(isText),
  "spans?": is(true),
};
const ATTACHMENT_FORM: Form = {
  id: isId,
  name: matches(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/),
  media_type: (value) => matches(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/)(value) && (value as string).length <= 127,
  bytes: isInteger(0, 0xffff_fffe),
  sha256: isHash,
};

/** The requirement that speaks of a member, where it is not `head-descriptor`. */
const SPOKEN_OF = new Map([
  ["from", "head-period"],
  ["to", "head-period"],
  ["incomplete", "head-period"],
  ["_sd", "head-nested-claims"],
  ["groups", "head-groups"],
  ["members", "head-groups"],
  ["needs", "head-needs"],
]);

function refuse(code: string, message: string, pointer: string): never {
  throw new Refusal("head", code, message, { entry: "head.sdjwt", pointer });
}

/** Holds `json` against a table of members. */
function check(json: Json, form: Form, pointer: string): asserts json is JsonObject {
  if (!isObject(json)) refuse("head-descriptor", "a descriptor or a group is no object", pointer);
  for (const name of json.keys()) {
    const known = !name.endsWith("?") && (Object.hasOwn(form, name) || Object.hasOwn(form, `${name}?`));
    if (!known) refuse("head-descriptor", "a member that its table does not have", pointer);
  }
  for (const [key, has] of Object.entries(form)) {
    const name = key.replace("?", "");
    const value = json.get(name);
    if (value === undefined) {
      if (name === key) refuse("head-descriptor", `the member ${name} is missing`, pointer);
    } else if (name === "id" && value === "row") {
      refuse("head-ids-unique", "no part, attachment or group is called row", `${pointer}/id`);
    } else if (!has(value)) {
      refuse(SPOKEN_OF.get(name) ?? "head-descriptor", `the member ${name} has not its form`, `${pointer}/${name}`);
    }
  }
}

/** @throws {Refusal} where `json` describes neither a part nor an attachment. */
export function readDescriptor(json: Json, pointer: string): Part | Attachment {
  if (isObject(json) && json.has("sha256")) return readAttachment(json, pointer);
  return readPart(json, pointer);
}

function readAttachment(json: JsonObject, pointer: string): Attachment {
  check(json, ATTACHMENT_FORM, pointer);
  return {
    id: json.get("id") as string,
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
  check(json, PART_FORM, pointer);
  const part = {
    id: json.get("id") as string,
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
    digests: (json.get("_sd") ?? []) as string[],
  };
  checkPeriod(part, pointer);
  return part;
}

function readGroups(list: Json[], pointer: string): Group[] {
  const members = new Set<string>();
  const ids = new Set<string>();
  const groups = list.map((json, i): Group => {
    const place = `${pointer}/${i}`;
    check(json, GROUP_FORM, place);
    const id = json.get("id") as string;
    if (ids.has(id)) refuse("head-groups", "two groups have one id", place);
    ids.add(id);
    const names = json.get("members") as string[];
    for (const name of names) {
      if (members.has(name)) refuse("head-groups", "a member stands in the part twice", place);
      members.add(name);
    }
    if (members.size > 256) refuse("head-groups", "a part has at most 256 members", place);
    const needs = (json.get("needs") ?? []) as string[];
    return { id, members: names, root: hash(json, "root"), needs, spans: json.has("spans") };
  });
  for (const [i, { id, needs }] of groups.entries()) {
    const good = needs.every((need, at) => need !== id && ids.has(need) && needs.indexOf(need) === at);
    if (!good) refuse("head-needs", "needs names other groups of the part, each once", `${pointer}/${i}/needs`);
  }
  return groups;
}

function checkPeriod({ from, to, incomplete }: Part, pointer: string): void {
  if (from >= to) refuse("head-period", "from does not lie before to", pointer);
  let before = "";
  for (const day of incomplete) {
    if (day <= before || day < from || day >= to) {
      refuse("head-period", "incomplete days ascend within the period", `${pointer}/incomplete`);
    }
    before = day;
  }
}
