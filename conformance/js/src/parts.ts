// Stages record and proof: every row, every tree, every attachment.

import { type Bytes, equal, toBase64url, utf8 } from "./bytes.js";
import { type Container, type Entry } from "./container.js";
import { Days } from "./coverage.js";
import { type Attachment, type Part } from "./descriptor.js";
import { type Finding, Refusal } from "./finding.js";
import { type Head } from "./head.js";
import { linesOf } from "./lines.js";
import { count, type Ranges, subtract } from "./ranges.js";
import { RowScanner } from "./row.js";
import { Sha256, sha256 } from "./sha256.js";
import { rowCount, type Shown } from "./share.js";
import { decoy, type Proof, proofLength, rootSeed, Tree } from "./tree.js";

/** What the two stages found; only the earlier one counts. */
export interface Found {
  readonly record: Finding[];
  readonly proof: Finding[];
  /** The days of rows that decide what is complete. */
  readonly days: Map<Part, Days>;
}

/** Runs `check` and notes the refusal it ends with. */
async function noting(found: Found, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    (error.finding.stage === "record" ? found.record : found.proof).push(error.finding);
  }
}

export async function checkContent(container: Container, head: Head, shown: readonly Shown[]): Promise<Found> {
  const found: Found = { record: [], proof: [], days: new Map() };
  const entry = container.entry("secret.bin");
  const secret = entry === undefined ? undefined : await container.bytes(entry);
  for (const part of shown) {
    let trees: Grown[] = [];
    // Where something is wrong already, rows are still looked at: an earlier stage may fail.
    if (found.record.length === 0) {
      await noting(found, async () => {
        trees = secret === undefined ? shareTrees(container, head, part) : bundleTrees(head, part, secret);
      });
    }
    const plan = trees;
    const days = new Days(part);
    found.days.set(part.part, days);
    await noting(found, async () => {
      found.proof.push(...(await checkPart(container, part, plan, days)));
    });
  }
  for (const attachment of head.attachments) {
    if (found.record.length === 0) await noting(found, () => checkAttachment(container, attachment));
  }
  if (secret !== undefined) await noting(found, async () => checkDisclosures(head, secret));
  return found;
}

function refuse(code: string, message: string, entry: string): never {
  throw new Refusal("proof", code, message, { entry });
}

/** A tree, and what of a row is its leaf. */
interface Grown {
  readonly tree: Tree;
  readonly root: Bytes;
  /** The group, by its index; whole rows where it is -1. */
  readonly group: number;
  readonly streams: Streams | undefined;
}

function bundleTrees(head: Head, { part }: Shown, secret: Bytes): Grown[] {
  const rows: Ranges = part.n > 0 ? [[0, part.n]] : [];
  const jti = head.claims.jti;
  return ["row", ...part.groups.map((group) => group.id)].map((id, i) => {
    const seed = rootSeed(secret, jti, part.id, id);
    const none = () => {
      throw new RangeError("a bundle shows everything");
    };
    const tree = new Tree(jti, part.id, id, part.n, rows, { seed: () => seed, node: none });
    return { tree, root: i === 0 ? part.row : part.groups[i - 1].root, group: i - 1, streams: undefined };
  });
}

function shareTrees(container: Container, head: Head, shown: Shown): Grown[] {
  const { part, rows, groups, masked } = shown;
  const seeds = container.entry(`parts/${part.id}.seeds`) as Entry;
  const nodes = container.entry(`parts/${part.id}.nodes`) as Entry;
  if (seeds.size % 16 !== 0) refuse("proof-stream-length", "not a whole number of seeds", seeds.name);
  if (nodes.size % 32 !== 0) refuse("proof-stream-length", "not a whole number of hashes", nodes.name);
  const at = { seeds: 0, nodes: 0 };
  const unmasked = proofLength(part.n, rows);
  const grow = (id: string, root: Bytes, group: number, cells: Ranges): Grown => {
    const length = cells === rows ? unmasked : proofLength(part.n, cells);
    const streams = new Streams(
      new Stream(container, seeds, 16, at.seeds, length.seeds),
      new Stream(container, nodes, 32, at.nodes, length.nodes),
    );
    at.seeds += length.seeds;
    at.nodes += length.nodes;
    return { tree: new Tree(head.claims.jti, part.id, id, part.n, cells, streams), root, group, streams };
  };
  const trees = shown.rowView
    ? [grow("row", part.row, -1, rows)]
    : groups.map((group) => {
        const mask = masked.get(group.id);
        return grow(group.id, group.root, part.groups.indexOf(group), mask === undefined ? rows : subtract(rows, mask));
      });
  if (seeds.size !== at.seeds * 16) refuse("proof-stream-exact", "not the seeds that the rows shown call for", seeds.name);
  if (nodes.size !== at.nodes * 32) refuse("proof-stream-exact", "not the hashes that the rows shown call for", nodes.name);
  return trees;
}

/** More than the seeds, and than the hashes, that a tree takes from one leaf to the next. */
const AHEAD = 64;
const CHUNK = 2048;

/** Elements of a stored entry, read ahead. */
class Stream {
  readonly #container: Container;
  readonly #entry: Entry;
  readonly #width: number;
  readonly #end: number;
  #next: number;
  #held: Bytes = new Uint8Array(0);
  #at = 0;

  constructor(container: Container, entry: Entry, width: number, first: number, length: number) {
    this.#container = container;
    this.#entry = entry;
    this.#width = width;
    this.#next = first;
    this.#end = first + length;
  }

  get low(): boolean {
    return this.#next < this.#end && this.#held.length - this.#at < AHEAD * this.#width;
  }

  async fill(): Promise<void> {
    const to = Math.min(this.#next + CHUNK, this.#end);
    const more = await this.#container.slice(this.#entry, this.#next * this.#width, to * this.#width);
    const rest = this.#held.subarray(this.#at);
    const held = new Uint8Array(rest.length + more.length);
    held.set(rest);
    held.set(more, rest.length);
    this.#held = held;
    this.#at = 0;
    this.#next = to;
  }

  take(): Bytes {
    const element = this.#held.subarray(this.#at, this.#at + this.#width);
    this.#at += this.#width;
    return element;
  }
}

class Streams implements Proof {
  readonly #seeds: Stream;
  readonly #nodes: Stream;

  constructor(seeds: Stream, nodes: Stream) {
    this.#seeds = seeds;
    this.#nodes = nodes;
  }

  get low(): boolean {
    return this.#seeds.low || this.#nodes.low;
  }

  async fill(): Promise<void> {
    if (this.#seeds.low) await this.#seeds.fill();
    if (this.#nodes.low) await this.#nodes.fill();
  }

  seed(): Bytes {
    return this.#seeds.take();
  }

  node(): Bytes {
    return this.#nodes.take();
  }
}

/** Says of rows, asked for in ascending order, whether ranges have them. */
class Marks {
  readonly #ranges: Ranges;
  #at = 0;

  constructor(ranges: Ranges) {
    this.#ranges = ranges;
  }

  has(row: number): boolean {
    while (this.#at < this.#ranges.length && this.#ranges[this.#at][1] <= row) this.#at++;
    return this.#at < this.#ranges.length && this.#ranges[this.#at][0] <= row;
  }
}

/** Places, in the part, of the lines of a share: each asked for once, in order. */
export class Places {
  readonly #ranges: Ranges;
  #at = 0;
  #row = -1;

  constructor(ranges: Ranges) {
    this.#ranges = ranges;
  }

  next(): number {
    this.#row = Math.max(this.#row + 1, this.#ranges[this.#at]?.[0] ?? 0);
    if (this.#at < this.#ranges.length && this.#row >= this.#ranges[this.#at][1]) {
      this.#row = this.#ranges[++this.#at]?.[0] ?? this.#row;
    }
    return this.#row;
  }
}

/** What departs of the roots of one part, whose rows have their form. */
async function checkPart(container: Container, shown: Shown, trees: readonly Grown[], days: Days): Promise<Finding[]> {
  const { part, groups, rowView } = shown;
  const entry = container.entry(`parts/${part.id}.ndjson`) as Entry;
  const scanner = new RowScanner(part, entry.name);
  const expected = rowCount(shown);
  const masks: [group: number, marks: Marks][] = [];
  for (const [i, group] of part.groups.entries()) {
    const mask = shown.masked.get(group.id);
    if (!rowView && !groups.includes(group)) scanner.hidden[i] = 1;
    else if (mask !== undefined) masks.push([i, new Marks(mask)]);
  }
  const places = new Places(shown.rows);
  const streamed = trees.filter((tree) => tree.streams !== undefined);
  let row = 0;
  for await (const { bytes, ends } of linesOf(container.content(entry), entry.name)) {
    let from = 0;
    for (const to of ends) {
      row++;
      if (row > expected) {
        throw new Refusal("record", "record-count", "more rows than are declared", { entry: entry.name });
      }
      const place = places.next();
      for (const [group, marks] of masks) scanner.hidden[group] = marks.has(place) ? 1 : 0;
      scanner.scan(bytes, from, to, row);
      if (days.isEdge(place)) days.edge(place, scanner.sortText());
      for (const [group] of masks) if (scanner.hidden[group] === 1) days.mask(part.groups[group].id, scanner.sortText());
      for (const { streams } of streamed) if (streams?.low) await streams.fill();
      for (const { tree, group } of trees) {
        if (group < 0) tree.leaf(bytes, from, to);
        else if (scanner.hidden[group] === 0) tree.leaf(bytes, scanner.starts[group], scanner.ends[group]);
      }
      from = to + 1;
    }
  }
  if (row < expected) throw new Refusal("record", "record-count", "fewer rows than are declared", { entry: entry.name });
  const wrong: Finding[] = [];
  for (const { tree, root, group, streams } of trees) {
    if (streams?.low) await streams.fill();
    if (equal(tree.root(), root)) continue;
    const rows = { code: "proof-row-root", message: "the rows are not those that were signed" };
    const cells = { code: "proof-root", message: `the cells of group ${part.groups[group]?.id} are not those that were signed` };
    wrong.push({ stage: "proof", entry: entry.name, ...(group < 0 ? rows : cells) });
  }
  return wrong;
}

async function checkAttachment(container: Container, attachment: Attachment): Promise<void> {
  const entry = container.entry(`attachments/${attachment.id}`) as Entry;
  if (entry.size !== attachment.bytes) refuse("proof-attachment", "not as long as was signed", entry.name);
  const hash = new Sha256();
  for await (const piece of container.content(entry)) hash.update(piece);
  if (!equal(hash.digest(), attachment.sha256)) refuse("proof-attachment", "not the document that was signed", entry.name);
}

/** In a bundle nothing stays closed but the decoys of its secret. */
function checkDisclosures(head: Head, secret: Bytes): void {
  const sealed = new Set(head.sealedParts);
  const count = sealed.size;
  for (let i = 0; i < count; i++) sealed.delete(toBase64url(sha256(utf8(toBase64url(decoy(secret, head.claims.jti, i))))));
  if (sealed.size > 0 || head.sealedClaims > 0) {
    refuse("proof-disclosures-complete", "a digest is neither disclosed nor a decoy", "head.sdjwt");
  }
}

/** Cells of a part that a share withholds in rows that it shows. */
export function maskedCells(shown: Shown): number {
  let sum = 0;
  for (const mask of shown.masked.values()) sum += count(mask);
  return sum;
}
