// What is shown (chapter 06): `share.json` against the head. A bundle shows everything.

import { type Bytes, fromBase64url, toBase64url, utf8 } from "./bytes.js";
import { type Group, type Part } from "./descriptor.js";
import { Refusal } from "./finding.js";
import { type Check, hasForm, is, isArray, isInteger, isLabelText } from "./forms.js";
import { type Head } from "./head.js";
import { isObject, type Json, JsonError, type JsonObject, parseJson } from "./json.js";
import { count, intersect, type Range, type Ranges, subtract } from "./ranges.js";
import { sha256 } from "./sha256.js";

/** What of one part is shown. */
export interface Shown {
  readonly part: Part;
  readonly rows: Ranges;
  /** Whether whole rows are proven; otherwise groups are. */
  readonly rowView: boolean;
  /** The groups shown, in the order of the descriptor; all of them in the row view. */
  readonly groups: readonly Group[];
  /** Rows whose cell is withheld, by group. */
  readonly masked: ReadonlyMap<string, Ranges>;
}

export interface Share {
  readonly shown: readonly Shown[];
  readonly purpose: string | undefined;
  readonly exp: number | undefined;
  /** Digests of the head that the share opens as decoys. */
  readonly decoys: number;
}

function refuse(code: string, message: string, pointer?: string): never {
  throw new Refusal("share", code, message, { entry: "share.json", ...(pointer === undefined ? {} : { pointer }) });
}

const isNumbers = isArray(isArray((value) => typeof value === "number"));
const PART_FORM: Record<string, Check> = {
  id: (value) => typeof value === "string",
  rows: isNumbers,
  groups: isArray((value) => typeof value === "string"),
  "masked?": (value) => isObject(value) && [...value.values()].every(isNumbers),
};
const SHARE_FORM: Record<string, Check> = {
  v: is(1),
  parts: isArray((part) => hasForm(part, PART_FORM)),
  "purpose?": isLabelText(1000),
  "exp?": isInteger(0),
  "decoys?": isArray((value) => typeof value === "string" && fromBase64url(value)?.length === 16),
};

/** What a bundle shows. */
export function wholeShare(head: Head): Share {
  const shown = head.parts.map((part): Shown => {
    return { part, rows: part.n > 0 ? [[0, part.n]] : [], rowView: true, groups: part.groups, masked: new Map() };
  });
  return { shown, purpose: undefined, exp: undefined, decoys: 0 };
}

/** @throws {Refusal} at stage share. */
export function readShare(bytes: Bytes, head: Head, now: number): Share {
  let json: Json;
  try {
    json = parseJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) refuse("share-form", `not strict JSON: ${error.message}`);
    throw error;
  }
  if (!hasForm(json, SHARE_FORM)) refuse("share-form", "share.json has not the form of one");
  const list = json.get("parts") as JsonObject[];
  const same = list.length === head.parts.length && list.every((part, i) => part.get("id") === head.parts[i].id);
  if (!same) refuse("share-parts", "not exactly the disclosed parts in the order of their disclosures", "/parts");
  const shown = list.map((part, i) => readShown(part, head.parts[i], `/parts/${i}`));
  const decoys = (json.get("decoys") ?? []) as string[];
  if (json.has("decoys") && decoys.length === 0) refuse("share-decoys", "an empty list is left out", "/decoys");
  checkDecoys(decoys, head);
  const exp = json.get("exp") as number | undefined;
  if (exp !== undefined && exp <= now) refuse("share-expired", "the share is no longer to be used", "/exp");
  return { shown, purpose: json.get("purpose") as string | undefined, exp, decoys: decoys.length };
}

/** Whether lists of numbers are ranges as `rows` has them. */
function areRanges(list: Json, n: number): list is [number, number][] {
  let end = -1;
  return (list as number[][]).every((range) => {
    const good = range.length === 2 && range[0] > end && range[0] >= 0 && range[0] < range[1] && range[1] <= n;
    end = range[1];
    return good;
  });
}

function readShown(json: JsonObject, part: Part, pointer: string): Shown {
  const rows = json.get("rows") as Json;
  if (!areRanges(rows, part.n)) refuse("share-ranges", "rows are no ascending ranges within the part", `${pointer}/rows`);
  const ids = json.get("groups") as string[];
  const rowView = ids.length === 1 && ids[0] === "row";
  const groups = rowView ? part.groups : part.groups.filter((group) => ids.includes(group.id));
  const ordered = ids.length > 0 && ids.length === groups.length && ids.every((id, i) => id === groups[i].id);
  if (!rowView && !ordered) {
    refuse("share-groups", "groups are not groups of the part in its order, or the row view", `${pointer}/groups`);
  }
  if (rowView && json.has("masked")) refuse("share-masked", "the row view has no cells", `${pointer}/masked`);
  const masked = new Map<string, Ranges>();
  for (const [id, list] of (json.get("masked") as JsonObject | undefined) ?? []) {
    const place = `${pointer}/masked`;
    if (!ids.includes(id)) refuse("share-masked", "masks cells of a group that is not shown", place);
    if (!areRanges(list, part.n) || list.length === 0) refuse("share-masked", "masks no ascending ranges", `${place}/${id}`);
    if (!withinOne(list, rows)) {
      refuse("share-masked", "masks cells of rows that are not shown", `${place}/${id}`);
    }
    masked.set(id, list);
  }
  const shown: Shown = { part, rows, rowView, groups, masked };
  if (!rowView) checkCells(shown, pointer);
  return shown;
}

/** Whether each range of `list` is within one range of `rows`. */
function withinOne(list: Ranges, rows: Ranges): boolean {
  let at = 0;
  return list.every(([from, to]) => {
    while (at < rows.length && rows[at][1] <= from) at++;
    return at < rows.length && rows[at][0] <= from && to <= rows[at][1];
  });
}

function checkCells({ part, groups, masked }: Shown, pointer: string): void {
  const maskOf = (group: Group): Ranges => masked.get(group.id) ?? [];
  const everywhere = groups.map(maskOf).reduce<Ranges>((all, mask) => intersect(all, mask), [[0, part.n + 1]] as Range[]);
  if (everywhere.length > 0) refuse("share-row-empty", "every shown cell of a row is masked", `${pointer}/rows`);
  const sorted = part.groups.find((group) => group.members.includes(part.sort));
  if (sorted !== undefined && (!groups.includes(sorted) || masked.has(sorted.id))) {
    refuse("share-sort-shown", "the group of the sort member is not shown in every row", `${pointer}/groups`);
  }
  for (const group of groups) {
    for (const need of group.needs) {
      const needed = groups.find((other) => other.id === need);
      // Where the needed cell is masked, the one that needs it has to be.
      if (needed === undefined || subtract(maskOf(needed), maskOf(group)).length > 0) {
        refuse("share-needs", "a cell is shown without one that it needs", `${pointer}/groups`);
      }
    }
  }
}

function checkDecoys(decoys: string[], head: Head): void {
  const opened = new Set<string>();
  for (const [i, value] of decoys.entries()) {
    const digest = toBase64url(sha256(utf8(value)));
    if (opened.has(digest) || !head.sealedParts.has(digest)) {
      refuse("share-decoys", "opens no sealed digest of the head, or one twice", `/decoys/${i}`);
    }
    opened.add(digest);
  }
}

/** Rows of a part that are shown. */
export function rowCount(shown: Shown): number {
  return count(shown.rows);
}
