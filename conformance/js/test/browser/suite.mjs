// Puts every vector to the package inside a browser, and posts what departed.

import { answer, departures } from "/js/bin/answer.mjs";

const LEVEL = 4;
const report = { browser: navigator.userAgent, passed: 0, failed: [] };

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

try {
  const index = await (await fetch("/index.json")).json();
  for (const { id } of index.vectors) {
    const folder = new URL(`/vectors/${id}/`, location.href);
    const vector = JSON.parse(new TextDecoder().decode(await bytes(new URL("vector.json", folder))));
    const departed = await answer(vector, (name) => bytes(new URL(name, folder))).then(
      (got) => departures(vector, got, LEVEL),
      (error) => [String(error)],
    );
    if (departed.length === 0) report.passed++;
    else report.failed.push({ id, departed });
  }
} catch (error) {
  report.failed.push({ id: "the page", departed: [String(error)] });
}
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
