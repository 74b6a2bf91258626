// What the suite cannot put as a file: known answers, and the edges of single modules.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { SUITE } from "./suite.mjs";
import { fromBase64url, toBase64url } from "../dist/bytes.js";
import { crc32 } from "../dist/crc32.js";
import { cooked } from "../bin/answer.mjs";
import { SourceError, verify } from "pannier-verify";
import { Inflate, InflateError } from "../dist/inflate.js";
import { JsonError, parseJson } from "../dist/json.js";
import { intersect, subtract } from "../dist/ranges.js";
import { Sha256, sha256 } from "../dist/sha256.js";

/** Numbers that are the same in every run. */
function generator(state) {
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function bytesOf(length, random, alphabet = 256) {
  return Uint8Array.from({ length }, () => random(alphabet));
}

/** What a stream inflates to when it comes in pieces of `size` bytes. */
function inflated(stream, size) {
  const inflate = new Inflate();
  const out = [];
  for (let at = 0; at === 0 || at < stream.length; at += size) {
    const last = at + size >= stream.length;
    for (const piece of inflate.push(stream.slice(at, at + size), last)) out.push(Buffer.from(piece));
  }
  return inflate.ended ? Buffer.concat(out) : undefined;
}

test("deflate streams of zlib, in pieces of any size", () => {
  const random = generator(1);
  const contents = [
    new Uint8Array(0),
    new Uint8Array(1),
    new Uint8Array(500_000),
    bytesOf(300_000, random),
    bytesOf(300_000, random, 3),
    bytesOf(70_000, random, 40),
    new TextEncoder().encode('{"date":"2026-01-02","amount":"-4.20"}\n'.repeat(20_000)),
  ];
  const { Z_FIXED, Z_HUFFMAN_ONLY, Z_DEFAULT_STRATEGY } = constants;
  for (const content of contents) {
    for (const level of [0, 1, 9]) {
      for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY]) {
        const stream = new Uint8Array(deflateRawSync(content, { level, strategy }));
        for (const size of [1000, 65_536, 1 << 30]) assert.ok(Buffer.from(content).equals(inflated(stream, size)));
      }
    }
  }
  const small = new Uint8Array(deflateRawSync(bytesOf(5000, random, 9)));
  assert.equal(inflated(small, 1).length, 5000);
});

test("a deflate stream ends where it ends", () => {
  const random = generator(2);
  for (const length of [0, 1, 10, 1000, 40_000]) {
    const stream = new Uint8Array(deflateRawSync(bytesOf(length, random, 20)));
    for (const size of [700, 1 << 30]) {
      assert.throws(() => inflated(Uint8Array.of(...stream, 0), size), InflateError);
      assert.throws(() => inflated(stream.slice(0, -1), size), InflateError);
    }
  }
});

test("bytes that are no deflate stream", () => {
  const cases = {
    "a block type that there is not": [0x07],
    "a stored block with two lengths": [0x01, 1, 0, 1, 0, 0],
    "a distance to before the beginning": [0x63, 0x00, 0x42, 0x00],
    nothing: [],
  };
  for (const [what, bytes] of Object.entries(cases)) {
    assert.throws(() => inflated(Uint8Array.from(bytes), 1 << 30), InflateError, what);
  }
  const random = generator(3);
  const stream = new Uint8Array(deflateRawSync(bytesOf(20_000, random, 30)));
  for (let i = 0; i < 2000; i++) {
    const broken = stream.slice();
    broken[random(broken.length)] ^= 1 << random(8);
    try {
      inflated(broken, 4096);
    } catch (error) {
      assert.ok(error instanceof InflateError, String(error));
    }
  }
});

test("SHA-256 and CRC-32 as others compute them", async () => {
  const random = generator(4);
  for (let length = 0; length < 300; length++) {
    const bytes = bytesOf(length, random);
    const theirs = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assert.deepEqual(sha256(bytes), theirs);
    const cut = random(length + 1);
    assert.deepEqual(new Sha256().update(bytes.slice(0, cut)).update(bytes.slice(cut)).digest(), theirs);
    assert.equal(crc32(crc32(0, bytes.slice(0, cut)), bytes.slice(cut)), crc32(0, bytes));
  }
  assert.equal(crc32(0, new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("base64url in one way", () => {
  const random = generator(5);
  for (let length = 0; length < 100; length++) {
    const bytes = bytesOf(length, random);
    const text = Buffer.from(bytes).toString("base64url");
    assert.equal(toBase64url(bytes), text);
    assert.deepEqual(fromBase64url(text), bytes);
  }
  for (const text of ["A", "AB", "AAB", "AA==", "A+A", "A/A", "AA A", "ÄA", "AAAAA"]) assert.equal(fromBase64url(text), undefined, text);
});

test("JSON that two programs could read differently", () => {
  const deep = (depth) => "[".repeat(depth) + "]".repeat(depth);
  const good = ['{"a":1}', " [ ] \n", '"\\ud83d\\ude00"', "-9007199254740991", "0", deep(32), '{"__proto__":{"a":null}}'];
  const bad = [
    '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', "1.0", "1e0", "-0", "01", "9007199254740992", "1".repeat(400), deep(33), "[1,]", '{"a":1,}',
    "[1 2]", "[]x", "", "nul", '"\\x"', '"\\ud83d"', '"\\ude00"', '"\t"', '"', "'a'", "\ufeff[]", "NaN", "+1", "[", "{", '{"a"', '{"a":', '{a:1}',
  ];
  for (const text of good) assert.doesNotThrow(() => parseJson(new TextEncoder().encode(text)), text);
  for (const text of bad) assert.throws(() => parseJson(new TextEncoder().encode(text)), JsonError, text);
  for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xef, 0xbb, 0xbf, 0x5b, 0x5d]]) {
    assert.throws(() => parseJson(Uint8Array.from(bytes)), JsonError);
  }
  const many = `[${'{"a":1},'.repeat(200_000)}0]`;
  assert.equal(parseJson(new TextEncoder().encode(many)).length, 200_001);
});

test("ranges as sets of rows", () => {
  const random = generator(6);
  const draw = () => {
    const ranges = [];
    for (let at = random(3); at < 30; at += 1 + random(4)) {
      const from = at;
      at += 1 + random(5);
      ranges.push([from, at]);
    }
    return ranges;
  };
  const rows = (ranges) => ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
  for (let i = 0; i < 500; i++) {
    const [a, b] = [draw(), draw()];
    assert.deepEqual(rows(intersect(a, b)), rows(a).filter((row) => rows(b).includes(row)));
    assert.deepEqual(rows(subtract(a, b)), rows(a).filter((row) => !rows(b).includes(row)));
  }
});

const folder = join(SUITE, "vectors/whole/accept-everything");
const trust = await readFile(join(SUITE, "trust/bank.json"));
const { now } = JSON.parse(await readFile(join(folder, "vector.json"), "utf8"));

test("bytes, a Blob and a source are one", async () => {
  const bytes = new Uint8Array(await readFile(join(folder, "input.pannier.zip")));
  const inputs = [bytes, new Blob([bytes]), { size: bytes.length, read: async (from, to) => bytes.slice(from, to) }];
  const seen = [];
  for (const input of inputs) {
    const result = await verify(input, { trust, now });
    assert.equal(result.outcome, "checked", JSON.stringify(result.findings));
    const rows = [];
    for await (const row of result.records()) rows.push(row);
    assert.deepEqual(rows.map((row) => JSON.parse(row.text)), rows.map((row) => row.values));
    assert.equal(rows.length, result.parts.reduce((sum, part) => sum + part.shown, 0));
    const [series] = result.series;
    const some = [];
    for await (const row of result.records(series)) some.push(row);
    assert.ok(some.length > 0 && some.length < rows.length);
    seen.push({ rows, coverage: result.coverage, issuer: result.issuer });
  }
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
});

test("a document is the one that was signed", async () => {
  const bytes = new Uint8Array(await readFile(join(SUITE, "vectors/proof-attachment/accept-document/input.pannier.zip")));
  const result = await verify(bytes, { trust, now });
  assert.equal(result.outcome, "checked");
  assert.ok(result.documents.length > 0);
  for (const { id, bytes: length } of result.documents) {
    let sum = 0;
    for await (const piece of result.document(id)) sum += piece.length;
    assert.equal(sum, length);
  }
  await assert.rejects(async () => {
    for await (const _ of result.document("nothing")) assert.fail("there is no such document");
  }, RangeError);
});

test("a file that changes while it is read gives no records", async () => {
  // Larger than what is kept of a file, so that every block is read a second time.
  const folder = join(SUITE, "vectors/record-line-length/accept-1-mebibyte");
  const vector = JSON.parse(await readFile(join(folder, "vector.json"), "utf8"));
  const file = cooked(await readFile(join(folder, vector.input)));
  const bytes = file.read(0, file.size);
  const records = async (result) => {
    for await (const row of result.records()) assert.ok(row.text);
  };
  const source = { size: bytes.length, read: (from, to) => bytes.subarray(from, to) };
  const result = await verify(source, { trust, now: vector.now });
  assert.equal(result.outcome, "checked");
  await records(result);
  // A digit of a signed row: the row would still be one.
  const place = Buffer.from(bytes.buffer).lastIndexOf('.00"') + 1;
  bytes[place > 0 ? place : bytes.length >> 1] ^= 1;
  await assert.rejects(records(result), SourceError);
  await assert.rejects(verify({ ...source, size: source.size + 1 }, { trust, now: vector.now }), SourceError);
});

test("what is asked for has to make sense", async () => {
  await assert.rejects(verify(new Uint8Array(0), { trust, now: Number.NaN }), TypeError);
  const empty = await verify(new Uint8Array(0), { trust: [], now });
  assert.deepEqual([empty.outcome, empty.stage], ["rejected", "container"]);
  const bytes = await readFile(join(folder, "input.pannier.zip"));
  const unknown = await verify(bytes, { trust: [], now });
  assert.deepEqual([unknown.outcome, unknown.stage], ["unknown-issuer", "head"]);
});
