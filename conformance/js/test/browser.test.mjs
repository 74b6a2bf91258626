// The whole conformance suite in headless Chromium: a page loads the package as it is published.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { test } from "node:test";
import { SUITE } from "./suite.mjs";

const TYPES = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript", ".json": "application/json" };

const browser = [process.env.PANNIER_CHROMIUM, "chromium", "chromium-browser", "google-chrome"].find(
  (program) => program && spawnSync(program, ["--version"]).status === 0,
);
const required = process.env.PANNIER_REQUIRE_TOOLS === "1";

test("every vector in a browser", { skip: browser === undefined && !required ? "no chromium" : false }, async () => {
  assert.ok(browser !== undefined, "chromium is needed");
  let received;
  const report = new Promise((resolve) => (received = resolve));
  const server = createServer((request, response) => serve(request, response, received));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = await mkdtemp(join(tmpdir(), "pannier-browser-"));
  const page = `http://127.0.0.1:${server.address().port}/js/test/browser/index.html`;
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, "--remote-debugging-port=0", page], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    const { passed, failed } = await Promise.race([
      report,
      ended.then((code) => assert.fail(`the browser ended with ${code} before it had an answer`)),
    ]);
    assert.deepEqual(failed, []);
    const index = JSON.parse(await readFile(join(SUITE, "index.json"), "utf8"));
    assert.equal(passed, index.count);
  } finally {
    child.kill();
    await ended;
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

/** Files of the suite, and the place where the page posts what it found. */
async function serve(request, response, received) {
  if (request.method === "POST") {
    let text = "";
    for await (const piece of request) text += piece;
    response.end();
    received(JSON.parse(text));
    return;
  }
  const path = normalize(new URL(request.url, "http://127.0.0.1").pathname);
  try {
    const content = await readFile(join(SUITE, path));
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end();
  }
}
