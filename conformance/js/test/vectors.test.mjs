// The whole conformance suite in one process.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { SUITE } from "./suite.mjs";
import { answer, departures } from "../bin/answer.mjs";

const LEVEL = 4;
const index = JSON.parse(await readFile(join(SUITE, "index.json"), "utf8"));

test("the index counts its vectors", () => assert.equal(index.vectors.length, index.count));

for (const { id } of index.vectors) {
  test(id, async () => {
    const folder = join(SUITE, "vectors", id);
    const vector = JSON.parse(await readFile(join(folder, "vector.json"), "utf8"));
    const read = async (name) => new Uint8Array(await readFile(join(folder, name)));
    const got = await answer(vector, read);
    assert.deepEqual(departures(vector, got, LEVEL), [], `${vector.title}\n${JSON.stringify(got)}`);
  });
}
