// What a Node team would write instead: rows validated by JSON Schema, one NDJSON file in a ZIP, a signed manifest.
//
// The flat equivalent of issuing and verifying: one hash over the file instead of a tree for every group, so nothing
// can be withheld later.
//
//     node pipeline.mjs DIR SCHEMAS

import { createHash, webcrypto } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import readline from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "csv-parse";
import yauzl from "yauzl";
import yazl from "yazl";

const [folder, schemas] = process.argv.slice(2);
const load = (name) => JSON.parse(readFileSync(`${schemas}/${name}.schema.json`, "utf8"));
const ajv = addFormats(new Ajv2020({ strict: false }));
ajv.addSchema(load("common"));
const check = ajv.compile(load("transaction"));
const { privateKey, publicKey } = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, [
  "sign",
  "verify",
]);
const algorithm = { name: "ECDSA", hash: "SHA-256" };
const seconds = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;

async function issue() {
  const archive = new yazl.ZipFile();
  const lines = new PassThrough({ highWaterMark: 1 << 20 });
  archive.addReadStream(lines, "rows.ndjson", { compressionLevel: 1 });
  const chunks = [];
  const written = (async () => {
    for await (const chunk of archive.outputStream) chunks.push(chunk);
  })();
  const hash = createHash("sha256");
  let count = 0;
  for await (const row of createReadStream(`${folder}/rows.csv`).pipe(parse({ columns: true }))) {
    row.seq = Number(row.seq);
    if (!check(row)) throw new Error(JSON.stringify(check.errors));
    const line = JSON.stringify(row) + "\n";
    hash.update(line);
    if (!lines.write(line)) await new Promise((done) => lines.once("drain", done));
    count += 1;
  }
  lines.end();
  const manifest = Buffer.from(JSON.stringify({ "rows.ndjson": hash.digest("hex"), n: count }));
  archive.addBuffer(manifest, "manifest.json");
  archive.addBuffer(Buffer.from(await webcrypto.subtle.sign(algorithm, privateKey, manifest)), "signature");
  archive.end();
  await written;
  return [Buffer.concat(chunks), count];
}

async function verify(bundle) {
  const archive = await new Promise((done, fail) =>
    yauzl.fromBuffer(bundle, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? fail(error) : done(zip))),
  );
  const entries = await new Promise((done) => {
    const found = new Map();
    archive.on("entry", (entry) => {
      found.set(entry.fileName, entry);
      archive.readEntry();
    });
    archive.on("end", () => done(found));
    archive.readEntry();
  });
  const open = (name) =>
    new Promise((done, fail) =>
      archive.openReadStream(entries.get(name), (error, stream) => (error ? fail(error) : done(stream))),
    );
  const all = async (name) => Buffer.concat(await (await open(name)).toArray());
  const manifest = await all("manifest.json");
  if (!(await webcrypto.subtle.verify(algorithm, publicKey, await all("signature"), manifest))) throw new Error("signature");
  const hash = createHash("sha256");
  for await (const line of readline.createInterface({ input: await open("rows.ndjson") })) {
    hash.update(line + "\n");
    if (!check(JSON.parse(line))) throw new Error(JSON.stringify(check.errors));
  }
  if (hash.digest("hex") !== JSON.parse(manifest)["rows.ndjson"]) throw new Error("digest");
}

const started = seconds();
const [bundle, count] = await issue();
const issued = seconds();
await verify(bundle);
const verified = seconds();
console.log(`node issue ${Math.round(count / (issued - started))} rows/s, ${(bundle.length / count).toFixed(1)} B/row`);
console.log(`node verify ${Math.round(count / (verified - issued))} rows/s`);
