// Verification (chapter 07): the stages in their order, up to and with proof.

import { type Binding, checkBinding } from "./binding.js";
import { type Bytes } from "./bytes.js";
import { checkEntries, Container } from "./container.js";
import { type Finding, Refusal, type Stage } from "./finding.js";
import { type Issuer, readHead } from "./head.js";
import { checkContent } from "./parts.js";
import { type Content, contentOf } from "./result.js";
import { readShare, wholeShare } from "./share.js";
import { type Input, PinnedSource } from "./source.js";
import { readTrust, type TrustList } from "./trust.js";

export interface Options {
  /** The lists of issuers to believe, as their texts. */
  readonly trust: TrustList | readonly TrustList[];
  /** The time of verification in seconds since 1970; for instance `Math.floor(Date.now() / 1000)`. */
  readonly now: number;
  /** What a key binding has to name as its recipient; absent: anything. */
  readonly aud?: string;
  /** What a key binding has to repeat; absent: anything. */
  readonly nonce?: string;
  /** Refuse a file without key binding. */
  readonly requireBinding?: boolean;
  /** Seconds before and after `now` in which a key binding may have been made; 600 and 300 where absent. */
  readonly bindingWindow?: readonly [before: number, after: number];
  /** Accept what its subject made and signed. */
  readonly acceptSelf?: boolean;
  /** Accept a head of a revoked key that is older than the revocation. */
  readonly acceptIndeterminate?: boolean;
}

/** A stage failed, or no trust list has the key of the head. Nothing of the file may be relied on. */
export interface Rejected {
  readonly outcome: "rejected" | "unknown-issuer";
  /** The earliest stage that failed. */
  readonly stage: Stage;
  readonly findings: readonly Finding[];
}

/**
 * Everything up to and with stage proof is right: who signed, that nothing was changed, what is shown. Whether records
 * follow their schemas and agree with each other was not looked at.
 */
export interface Checked extends Content {
  readonly outcome: "checked";
  readonly lastStage: "proof";
  readonly findings: readonly [];
  readonly issuer: Issuer;
  readonly binding: Binding;
}

export type Result = Checked | Rejected;

/**
 * Verifies a bundle or a share, up to and with stage proof.
 *
 * Neither clock nor network is used, and memory does not grow with the rows.
 *
 * @throws {SourceError} where the input changed meanwhile, or has not the bytes it says it has.
 */
export async function verify(input: Input, options: Options): Promise<Result> {
  if (!Number.isSafeInteger(options.now)) throw new TypeError("now is a whole number of seconds");
  try {
    return await stages(new PinnedSource(input), options);
  } catch (error) {
    if (error instanceof Refusal) return rejected([error.finding]);
    throw error;
  }
}

function rejected(findings: readonly Finding[]): Rejected {
  const outcome = findings.some(({ code }) => code === "trust-known-key") ? "unknown-issuer" : "rejected";
  return { outcome, stage: findings[0].stage, findings };
}

async function stages(source: PinnedSource, options: Options): Promise<Result> {
  const now = options.now;
  const container = await Container.open(source);
  const lists = options.trust;
  const trust = await readTrust(Array.isArray(lists) ? lists : [lists as TrustList]);
  const head = await readHead(await content(container, "head.sdjwt"), trust, {
    now,
    acceptSelf: options.acceptSelf ?? false,
    acceptIndeterminate: options.acceptIndeterminate ?? false,
  });
  checkEntries(container, head.parts, head.attachments);
  const shareBytes = container.isShare ? await content(container, "share.json") : undefined;
  const binding = await checkBinding(head, shareBytes, {
    now,
    required: options.requireBinding ?? false,
    aud: options.aud,
    nonce: options.nonce,
    window: options.bindingWindow ?? [600, 300],
  });
  const share = shareBytes === undefined ? wholeShare(head) : readShare(shareBytes, head, now);
  const found = await checkContent(container, head, share.shown);
  for (const findings of [found.record, found.proof]) if (findings.length > 0) return rejected(findings);
  const passed = contentOf(container, head, share, found.days);
  return { outcome: "checked", lastStage: "proof", findings: [], issuer: head.issuer, binding, ...passed };
}

async function content(container: Container, name: string): Promise<Bytes> {
  const entry = container.entry(name);
  if (entry === undefined) throw new RangeError(`the table of entries has no ${name}`);
  return container.bytes(entry);
}
