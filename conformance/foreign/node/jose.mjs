// Checks the issuer's signature of a head with the library `jose`: `node jose.mjs HEAD KEY` prints `ok` or `refused`.
//
// The library is loaded from PANNIER_NODE_MODULES, where `npm ci` put it: nothing is fetched here.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.PANNIER_NODE_MODULES, "package.json"));
const { compactVerify, errors, importJWK } = await import(pathToFileURL(require.resolve("jose")));

const [head, key] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const jwk = JSON.parse(key);
const alg = jwk.kty === "EC" ? "ES256" : "Ed25519";
try {
  await compactVerify(head.split("~")[0], await importJWK(jwk, alg), { algorithms: [alg] });
  console.log("ok");
} catch (error) {
  if (!(error instanceof errors.JOSEError)) throw error;
  console.log("refused");
}
