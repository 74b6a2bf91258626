// What a file that passed holds, what it withholds, and its records.

import { type Bytes } from "./bytes.js";
import { type Container, type Entry } from "./container.js";
import { type Covered, coverageOf, type Days } from "./coverage.js";
import { type Attachment, type NestedClaim, type Part } from "./descriptor.js";
import { type Head } from "./head.js";
import { type Json } from "./json.js";
import { linesOf } from "./lines.js";
import { maskedCells, Places } from "./parts.js";
import { type Ranges } from "./ranges.js";
import { rowCount, type Share, type Shown } from "./share.js";

/** A record as plain values: texts, integers, booleans, arrays, objects. Amounts are texts, so nothing is rounded. */
export type Values = { readonly [member: string]: unknown };

export interface Row {
  /** Id of the part. */
  readonly part: string;
  /** Its place in the part, from 0; withheld rows count. */
  readonly place: number;
  /** The bytes that were proven, without line end. */
  readonly text: string;
  readonly values: Values;
}

/** What is shown of one part. */
export interface ShownPart {
  readonly part: string;
  readonly series: string;
  readonly seq: number;
  /** The period: first day, and first day after it. */
  readonly from: string;
  readonly to: string;
  /** Days of the period for which the issuer does not promise every record. */
  readonly incomplete: readonly string[];
  readonly schema: string;
  /** Rows of the part, as signed. */
  readonly rows: number;
  readonly shown: number;
  /** Where the shown rows stand, as half-open ranges of places. */
  readonly places: Ranges;
  readonly groups: readonly string[];
  readonly withheldGroups: readonly string[];
  readonly maskedCells: number;
  /** Nested claims that are shown: totals, the identifier of the thing, what the records were made from. */
  readonly claims: Readonly<Partial<Record<NestedClaim, unknown>>>;
}

export interface Document {
  readonly id: string;
  /** What people call it. Never a path: save it under a name that the user has seen. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

export interface Content {
  readonly kind: "bundle" | "share";
  /** The identity of the head: two shares with one `jti` are of one bundle. */
  readonly jti: string;
  /** What the issuer calls the customer towards one recipient. */
  readonly sub: string | undefined;
  readonly profile: string;
  /** When the head was issued, and when its validity ends, in seconds since 1970. */
  readonly issued: number;
  readonly expires: number;
  /** What the holder gave the share for, and until when it may be used. Proven only where the holder is bound. */
  readonly purpose: string | undefined;
  readonly shareExpires: number | undefined;
  /** Whether everything the head speaks of is there. */
  readonly complete: boolean;
  /** Digests of the head that stay closed: withheld parts, documents or claims, or decoys. */
  readonly sealed: number;
  readonly parts: readonly ShownPart[];
  /**
   * All that is proven to be complete, as of the day of issue. Between shown rows it rests on the issuer having signed them
   * in the order of their days, which stage rules looks at.
   */
  readonly coverage: readonly Covered[];
  /** Names of the series shown, each once. */
  readonly series: readonly string[];
  readonly documents: readonly Document[];
  /**
   * The proven records of a series, or of all, part by part in the order of the file. They are the issuer's; whether they
   * follow their schemas was not looked at. They are read from the very bytes that were verified.
   *
   * @throws {SourceError} where the input has changed since.
   */
  records(series?: string): AsyncGenerator<Row, void>;
  /** The content of a document, piece by piece. */
  document(id: string): AsyncGenerator<Bytes, void>;
}

export function contentOf(container: Container, head: Head, share: Share, days: ReadonlyMap<Part, Days>): Content {
  const { claims } = head;
  const sealed = container.isShare ? head.sealedParts.size + head.sealedClaims - share.decoys : 0;
  const parts = share.shown.map((shown) => shownPart(head, shown));
  const whole = parts.every((part) => part.shown === part.rows && part.withheldGroups.length === 0 && part.maskedCells === 0);
  return {
    kind: container.isShare ? "share" : "bundle",
    jti: claims.jti,
    sub: claims.sub,
    profile: claims.profile,
    issued: claims.iat,
    expires: claims.exp,
    purpose: share.purpose,
    shareExpires: share.exp,
    complete: sealed === 0 && whole,
    sealed,
    parts,
    coverage: coverageOf(share.shown, days, claims.iat),
    series: [...new Set(parts.map((part) => part.series))],
    documents: head.attachments.map(({ id, name, mediaType, bytes }) => ({ id, name, mediaType, bytes })),
    records: (series) => records(container, share.shown, series),
    document: (id) => document(container, head.attachments, id),
  };
}

function shownPart(head: Head, shown: Shown): ShownPart {
  const { part, groups } = shown;
  const rows = rowCount(shown);
  const claims: Partial<Record<NestedClaim, unknown>> = {};
  for (const [name, value] of head.nested.get(part.id) ?? []) claims[name] = plain(value);
  return {
    part: part.id,
    series: part.series,
    seq: part.seq,
    from: part.from,
    to: part.to,
    incomplete: part.incomplete,
    schema: part.schema,
    rows: part.n,
    shown: rows,
    places: shown.rows,
    groups: groups.map((group) => group.id),
    withheldGroups: part.groups.filter((group) => !groups.includes(group)).map((group) => group.id),
    maskedCells: maskedCells(shown),
    claims,
  };
}

/** Strict JSON as plain values. */
function plain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  // A member may be called __proto__, which must not become one.
  const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of value) object[name] = plain(member);
  return object;
}

async function* records(container: Container, shown: readonly Shown[], series?: string): AsyncGenerator<Row, void> {
  const decoder = new TextDecoder();
  for (const { part, rows } of shown) {
    if (series !== undefined && part.series !== series) continue;
    const entry = container.entry(rowsOf(part)) as Entry;
    const places = new Places(rows);
    for await (const { bytes, ends } of linesOf(container.content(entry), entry.name)) {
      let from = 0;
      for (const to of ends) {
        const text = decoder.decode(bytes.subarray(from, to));
        // The row has the one form of chapter 03, in which JSON.parse has nothing left to choose.
        yield { part: part.id, place: places.next(), text, values: JSON.parse(text) as Values };
        from = to + 1;
      }
    }
  }
}

function rowsOf(part: Part): string {
  return `parts/${part.id}.ndjson`;
}

async function* document(container: Container, attachments: readonly Attachment[], id: string): AsyncGenerator<Bytes, void> {
  const entry = attachments.some((attachment) => attachment.id === id) ? container.entry(`attachments/${id}`) : undefined;
  if (entry === undefined) throw new RangeError("the file shows no such document");
  for await (const piece of container.content(entry)) yield piece.slice();
}
