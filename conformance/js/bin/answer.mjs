// A vector of the conformance suite as a question to this package, and its result as an answer (PROTOCOL.md). Runs in Node
// and in browsers.

import { verify } from "../dist/index.js";

/** Stages up to and with the last one of this package: its claim ends there. */
export const CLAIMED = ["container", "head", "binding", "share", "record", "proof"];

/**
 * What this package says of `vector`; `read` gives the bytes of a file of its folder.
 *
 * @param {Record<string, any>} vector the content of `vector.json`
 * @param {(name: string) => Promise<Uint8Array>} read
 */
export async function answer(vector, read) {
  if (vector.op !== "verify") return { outcome: "unsupported" };
  const options = vector.options ?? {};
  // One that ends sooner than its package can is a question this package does not know to ask.
  if (options.until !== undefined && CLAIMED.includes(options.until) && options.until !== "proof") {
    return { outcome: "unsupported" };
  }
  const input = await read(vector.input);
  const list = await read(vector.trust);
  const result = await verify(vector.input.endsWith(".recipe.json") ? cooked(input) : input, {
    trust: options.anchor === undefined ? list : { list, anchor: await read(options.anchor) },
    now: vector.now,
    aud: options.aud,
    nonce: options.nonce,
    requireBinding: options.require_binding,
    acceptSelf: options.accept_self,
    acceptIndeterminate: options.accept_indeterminate,
  });
  if (result.outcome !== "checked") {
    const findings = result.findings.map(({ code, entry, row, pointer }) => ({ code, entry, row, pointer }));
    return { outcome: "reject", stage: result.stage, findings, released: 0 };
  }
  // Reading every record is part of the question, though none counts as released: stages schema and rules were not run.
  let rows = 0;
  for await (const row of result.records()) rows += row.text.length > 0 ? 1 : 0;
  const shown = result.parts.reduce((sum, part) => sum + part.shown, 0);
  if (rows !== shown) throw new Error(`${rows} records were read, ${shown} are shown`);
  return {
    outcome: "accept",
    findings: [],
    released: 0,
    complete: result.complete,
    sealed: result.sealed,
    binding: result.binding.state === "none" ? undefined : result.binding.state,
    issuer: result.issuer.standing,
    coverage: result.coverage.map(({ except, ...covered }) => (except.length > 0 ? { ...covered, except } : covered)),
  };
}

/** The file that a recipe describes, which is never made as a whole. */
export function cooked(bytes) {
  const pieces = JSON.parse(new TextDecoder().decode(bytes)).pieces.map(({ bytes: text, times }) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return { unit: Uint8Array.from(plain, (character) => character.charCodeAt(0)), times };
  });
  const size = pieces.reduce((sum, { unit, times }) => sum + unit.length * times, 0);
  const read = (from, to) => {
    const out = new Uint8Array(to - from);
    let start = 0;
    for (const { unit, times } of pieces) {
      const end = start + unit.length * times;
      const [first, last] = [Math.max(from, start), Math.min(to, end)];
      if (first < last && unit.length === 1) out.fill(unit[0], first - from, last - from);
      else for (let at = first; at < last; at++) out[at - from] = unit[(at - start) % unit.length];
      start = end;
    }
    return out;
  };
  return { size, read };
}

/** Where an answer departs from what a vector expects of a claim of `level` (1 to 4) whose last stage is proof. */
export function departures(vector, got, level) {
  // A program that stops at a stage of files is not asked about documents.
  if (vector.op !== "verify") return [];
  const expect = vector.expect;
  // What is not accepted, and that is after rules only, uses up no nonce.
  const later = expect.outcome === "reject" && (!CLAIMED.includes(expect.stage) || codes(expect).includes("binding-fresh"));
  const out = [];
  const compare = (member, wanted, had) => {
    if (JSON.stringify(wanted) !== JSON.stringify(had)) {
      out.push(`${member}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(had)}`);
    }
  };
  const rejected = expect.outcome === "reject" && !later;
  compare("outcome", rejected ? "reject" : "accept", got.outcome);
  compare("released", 0, got.released);
  if (level >= 2) {
    compare("stage", rejected ? expect.stage : undefined, got.stage);
    if (expect.outcome === "accept") {
      for (const member of ["complete", "sealed", "binding", "issuer"]) {
        if (expect[member] !== undefined) compare(member, expect[member], got[member]);
      }
      if (expect.coverage !== undefined) compare("coverage", inOrder(expect.coverage), inOrder(got.coverage));
    }
  }
  // Findings of accepted vectors are warnings of the last two stages.
  if (level >= 3) compare("codes", rejected ? codes(expect) : [], codes(got));
  if (level >= 4 && rejected) {
    for (const wanted of expect.findings) {
      const agrees = (found) =>
        found.code === wanted.code &&
        ["entry", "row", "pointer"].every((member) => wanted[member] === undefined || wanted[member] === found[member]);
      if (!got.findings.some(agrees)) compare("location", wanted, got.findings);
    }
  }
  return out;
}

function codes(answer) {
  return [...new Set(answer.findings.map((finding) => finding.code))].sort();
}

/** Statements of coverage, whose order is not compared. */
function inOrder(coverage = []) {
  return coverage.map(({ series, from, to, except = [], groups }) => JSON.stringify([series, from, to, except, groups])).sort();
}
