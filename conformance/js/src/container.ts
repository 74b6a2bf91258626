// The strict ZIP profile (chapter 02), in the order of checking that the standard gives.

import { asciiOf, type Bytes, equal, u16, u32, utf8 } from "./bytes.js";
import { crc32 } from "./crc32.js";
import { Refusal } from "./finding.js";
import { Inflate, InflateError } from "./inflate.js";
import { type PinnedSource } from "./source.js";

export const MEDIA_TYPE = "application/vnd.pannier.bundle+zip";
const FILE_LIMIT = 0xffff_fffe;
const ENTRY_LIMIT = 49155;
const HEAD_LIMIT = 33_554_432;
const SHARE_LIMIT = 67_108_864;
const RATIO = 200;
const NAME_LIMIT = 129;
const SEGMENT = "[a-z0-9][a-z0-9._-]{0,63}";
const NAME = new RegExp(`^${SEGMENT}(/${SEGMENT})?$`);
const ID = "[a-z][a-z0-9_]{0,31}";
const ROWS = new RegExp(`^parts/${ID}\\.ndjson$`);
const PROOF = new RegExp(`^parts/${ID}\\.(seeds|nodes)$`);
const ATTACHMENT = new RegExp(`^attachments/${ID}$`);
/** The entries before parts and attachments, by their line of the table. */
const FIXED = new Map([["mimetype", 0], ["head.sdjwt", 1], ["secret.bin", 2], ["share.json", 2]]);

export interface Entry {
  readonly name: string;
  readonly deflated: boolean;
  /** Bytes in the file. */
  readonly packed: number;
  /** Bytes of the content. */
  readonly size: number;
  readonly crc: number;
  /** Where the content begins in the file. */
  readonly start: number;
}

interface DirectoryRecord {
  readonly name: string;
  readonly nameBytes: Bytes;
  /** The 24 bytes from version needed to length of the name, which the local header has as well. */
  readonly shared: Bytes;
  readonly entry: Entry;
}

function refuse(code: string, message: string, entry?: string): never {
  throw new Refusal("container", code, message, entry === undefined ? {} : { entry });
}

/** A file that passed stage container but for the set of its entries, which the head decides. */
export class Container {
  readonly entries: readonly Entry[];
  readonly isShare: boolean;
  readonly #source: PinnedSource;
  readonly #byName: ReadonlyMap<string, Entry>;

  private constructor(source: PinnedSource, entries: readonly Entry[]) {
    this.#source = source;
    this.entries = entries;
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]));
    this.isShare = this.#byName.has("share.json");
  }

  /** @throws {Refusal} at stage container. */
  static async open(source: PinnedSource): Promise<Container> {
    const { offset, count, end } = await endRecord(source);
    const records = await directory(source, offset, count, end);
    await localHeaders(source, records);
    const entries = records.map(({ entry }) => entry);
    table(entries);
    const container = new Container(source, entries);
    const [first] = entries;
    if (first.size > MEDIA_TYPE.length) refuse("container-mimetype", "the content is longer than the media type", first.name);
    await container.#check(first);
    if (!equal(await container.bytes(first), utf8(MEDIA_TYPE))) {
      refuse("container-mimetype", "the content is not the media type", first.name);
    }
    for (const entry of entries) await container.#check(entry);
    return container;
  }

  entry(name: string): Entry | undefined {
    return this.#byName.get(name);
  }

  /** The content of an entry whose size the table bounds. */
  async bytes(entry: Entry): Promise<Bytes> {
    return this.#source.bytes(entry.start, entry.start + entry.packed);
  }

  /** A piece of a stored entry. */
  async slice(entry: Entry, from: number, to: number): Promise<Bytes> {
    return this.#source.bytes(entry.start + from, entry.start + to);
  }

  /** The content of an entry, piece by piece, each valid until the next is asked for. */
  async *content(entry: Entry): AsyncGenerator<Bytes, void> {
    const end = entry.start + entry.packed;
    if (!entry.deflated) {
      yield* this.#source.pieces(entry.start, end);
      return;
    }
    const inflate = new Inflate();
    let packed = 0;
    let size = 0;
    try {
      for await (const piece of this.#source.pieces(entry.start, end)) {
        packed += piece.length;
        for (const out of inflate.push(piece, packed === entry.packed)) {
          size += out.length;
          if (size > entry.size) refuse("container-deflate-exact", "it inflates to more than it declares", entry.name);
          yield out;
        }
      }
    } catch (error) {
      if (error instanceof InflateError) refuse("container-deflate-exact", error.message, entry.name);
      throw error;
    }
    if (!inflate.ended) refuse("container-deflate-exact", "the stream ends too soon", entry.name);
    if (size !== entry.size) refuse("container-deflate-exact", "it inflates to less than it declares", entry.name);
  }

  async #check(entry: Entry): Promise<void> {
    let crc = 0;
    for await (const piece of this.content(entry)) crc = crc32(crc, piece);
    if (crc !== entry.crc) refuse("container-crc", "the content has another CRC-32", entry.name);
  }
}

async function endRecord(source: PinnedSource): Promise<{ offset: number; count: number; end: number }> {
  if (!(source.size >= 22 && source.size <= FILE_LIMIT)) refuse("container-file-size", "no file is of this size");
  const end = source.size - 22;
  const record = await source.bytes(end, source.size);
  const count = u16(record, 10);
  if (u32(record, 0) !== 0x06054b50 || u32(record, 4) !== 0 || u16(record, 8) !== count || u16(record, 20) !== 0) {
    refuse("container-end-record", "the last 22 bytes are no end record of one disk without comment");
  }
  if (count < 1 || count > ENTRY_LIMIT) refuse("container-entry-count", "no entries, or too many");
  const size = u32(record, 12);
  const offset = u32(record, 16);
  if (offset + size !== end) refuse("container-directory-exact", "the directory does not end where the end record begins");
  return { offset, count, end };
}

async function directory(source: PinnedSource, start: number, count: number, end: number): Promise<DirectoryRecord[]> {
  const records: DirectoryRecord[] = [];
  let at = start;
  let total = 0;
  // Where the entry before ends.
  let header = 0;
  for (let i = 0; i < count; i++) {
    if (end - at < 46) refuse("container-directory-exact", "the directory is shorter than its number of records");
    const fixed = await source.bytes(at, at + 46);
    const nameLength = u16(fixed, 28);
    if (u32(fixed, 0) !== 0x02014b50) refuse("container-directory-exact", "the directory holds something else than records");
    if (end - at - 46 < Math.min(nameLength, NAME_LIMIT)) {
      refuse("container-directory-exact", "a record reaches over the end of the directory");
    }
    if (nameLength > NAME_LIMIT) refuse("container-name-form", `the name of entry ${i + 1} is too long`);
    const nameBytes = await source.bytes(at + 46, at + 46 + nameLength);
    const text = asciiOf(nameBytes);
    const name = text !== undefined && NAME.test(text) ? text : undefined;
    if (u16(fixed, 30) !== 0 || u16(fixed, 32) !== 0) {
      refuse("container-no-extra", "the record has an extra field or a comment", name);
    }
    if (name === undefined) refuse("container-name-form", `the name of entry ${i + 1} is not allowed`);
    const record = directoryRecord(fixed, name, nameBytes, header + 30 + nameLength);
    const { entry } = record;
    // Before names are compared: records that share one entry lay its bytes out twice, and are told by that.
    if (u32(fixed, 42) !== header) {
      refuse("container-entries-contiguous", "the entry does not begin where the one before ends", name);
    }
    header = entry.start + entry.packed;
    if (header > start) refuse("container-entries-contiguous", "the entry reaches into the directory", name);
    total += entry.size;
    if (total > FILE_LIMIT) refuse("container-inflated-size", "the entries inflate to more than 4 GiB - 2 bytes", name);
    records.push(record);
    at += 46 + nameLength;
  }
  if (at !== end) refuse("container-directory-exact", "the directory is longer than its number of records");
  if (header !== start) refuse("container-entries-contiguous", "something stands between the last entry and the directory");
  unique(records.map(({ name }) => name));
  return records;
}

/** No name twice, and none that is the folder of another. */
function unique(list: readonly string[]): void {
  const names = new Set<string>();
  for (const name of list) {
    if (names.has(name)) refuse("container-names-unique", "the name is that of another entry", name);
    names.add(name);
  }
  for (const name of list) {
    const slash = name.indexOf("/");
    if (slash >= 0 && names.has(name.slice(0, slash))) {
      refuse("container-names-unique", "its folder is the name of another entry", name);
    }
  }
}

function directoryRecord(fixed: Bytes, name: string, nameBytes: Bytes, start: number): DirectoryRecord {
  const method = u16(fixed, 10);
  const needed = u16(fixed, 6);
  const external = u32(fixed, 38);
  const mode = external >>> 16;
  if (u16(fixed, 8) !== 0) refuse("container-flags-zero", "the entry has flags", name);
  if (method !== 0 && method !== 8) refuse("container-method", "neither stored nor deflated", name);
  const regular = (mode & 0o170000) === 0 || (mode & 0o170000) === 0o100000;
  const special = (mode & 0o7000) !== 0 || (external & 0x18) !== 0;
  const host = fixed[5];
  if ((host !== 0 && host !== 3) || (needed !== 10 && needed !== 20) || u16(fixed, 34) !== 0 || u16(fixed, 36) > 1) {
    refuse("container-attributes", "made or to be read in a way that is not allowed", name);
  }
  if (!regular || special) refuse("container-attributes", "not a regular file", name);
  const time = u16(fixed, 12);
  const date = u16(fixed, 14);
  const month = (date >> 5) & 15;
  if (month < 1 || month > 12 || (date & 31) < 1 || time >> 11 > 23 || ((time >> 5) & 63) > 59 || (time & 31) > 29) {
    refuse("container-time-real", "time and date are not on the calendar", name);
  }
  const packed = u32(fixed, 20);
  const size = u32(fixed, 24);
  if (method === 0 && packed !== size) refuse("container-stored-size", "a stored entry has two sizes", name);
  if (size > packed * RATIO) refuse("container-ratio", "it inflates to more than 200 times its size", name);
  const entry = { name, deflated: method === 8, packed, size, crc: u32(fixed, 16), start };
  return { name, nameBytes, shared: fixed.slice(6, 30), entry };
}

async function localHeaders(source: PinnedSource, records: DirectoryRecord[]): Promise<void> {
  for (const { name, nameBytes, shared, entry } of records) {
    const header = await source.bytes(entry.start - 30 - nameBytes.length, entry.start);
    if (u32(header, 0) !== 0x04034b50) refuse("container-entries-contiguous", "no local header where the record says", name);
    if (u16(header, 28) !== 0) refuse("container-no-extra", "the local header has an extra field", name);
    if (!equal(header.subarray(4, 28), shared) || !equal(header.subarray(30), nameBytes)) {
      refuse("container-headers-agree", "the local header says something else than the record", name);
    }
  }
}

/** The line of the table of entries that has this name; `undefined` where none does. */
function lineOf(name: string): number | undefined {
  const fixed = FIXED.get(name);
  if (fixed !== undefined) return fixed;
  if (ROWS.test(name) || PROOF.test(name)) return 3;
  return ATTACHMENT.test(name) ? 4 : undefined;
}

/** What can be said of the table of entries without the head. */
function table(entries: readonly Entry[]): void {
  const names = new Set(entries.map((entry) => entry.name));
  if (entries[0].name !== "mimetype" || entries[0].deflated) {
    refuse("container-mimetype", "the first entry is not the media type, stored", entries[0].name);
  }
  const isBundle = names.has("secret.bin");
  if (isBundle === names.has("share.json")) refuse("container-kind", "a file has either a secret or a share");
  let before = 0;
  for (const { name, deflated, size } of entries) {
    const line = lineOf(name);
    if (line === undefined || (isBundle && PROOF.test(name))) {
      refuse("container-file-set", "files of this kind have no entry of this name", name);
    }
    if (line < before) refuse("container-entry-order", "the entry stands behind one that comes after it", name);
    before = line;
    if (deflated && (line < 3 || PROOF.test(name))) refuse("container-stored", "the entry has to be stored", name);
    if ((name === "head.sdjwt" && size > HEAD_LIMIT) || (name === "share.json" && size > SHARE_LIMIT)) {
      refuse("container-entry-size", "the entry is too large", name);
    }
    if (name === "secret.bin" && size !== 32) refuse("container-secret-length", "a secret is 32 bytes long", name);
  }
  if (!names.has("head.sdjwt")) refuse("container-file-set", "there is no head", "head.sdjwt");
}

/** The entries against those that the head calls for (`container-file-set`, `container-entry-order`). */
export function checkEntries(container: Container, parts: readonly { id: string }[], attachments: readonly { id: string }[]): void {
  const wanted = parts.flatMap(({ id }) =>
    container.isShare ? [`parts/${id}.ndjson`, `parts/${id}.seeds`, `parts/${id}.nodes`] : [`parts/${id}.ndjson`],
  );
  wanted.push(...attachments.map(({ id }) => `attachments/${id}`));
  const found = container.entries.slice(3).map((entry) => entry.name);
  const all = new Set(wanted);
  const missing = wanted.find((name) => container.entry(name) === undefined);
  const surplus = found.find((name) => !all.has(name));
  if (missing !== undefined) refuse("container-file-set", "the head calls for an entry that is not there", missing);
  if (surplus !== undefined) refuse("container-file-set", "the head does not call for this entry", surplus);
  const misplaced = found.find((name, i) => name !== wanted[i]);
  if (misplaced !== undefined) refuse("container-entry-order", "not in the order of the disclosures", misplaced);
}
