#!/usr/bin/env node
// This package as a program of PROTOCOL.md: `conformance.mjs verify FOLDER` prints one answer;
// `conformance.mjs serve` reads such questions line by line.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";

// Node 18 has it, but not under this name.
globalThis.crypto ??= webcrypto;
const { answer } = await import("./answer.mjs");

async function answerTo(folder) {
  const read = async (name) => new Uint8Array(await readFile(join(folder, name)));
  const vector = JSON.parse(await readFile(join(folder, "vector.json"), "utf8"));
  return JSON.stringify(await answer(vector, read));
}

const [op, folder] = process.argv.slice(2);
if (op === "verify" && process.argv.length === 4) {
  console.log(await answerTo(folder));
} else if (op === "serve" && process.argv.length === 3) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [question, ...words] = line.split(" ");
    console.log(question === "verify" ? await answerTo(words.join(" ")) : '{"outcome":"unsupported"}');
  }
} else {
  console.error("usage: conformance.mjs verify FOLDER\n       conformance.mjs serve");
  process.exitCode = 2;
}
