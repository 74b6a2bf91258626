// Lines of a part, as many at a time as a piece of the entry has.

import { type Bytes } from "./bytes.js";
import { Refusal } from "./finding.js";

const LONGEST = 1_048_576;

/** Lines that stand one behind the other in `bytes`: each begins behind the LF of the one before. */
export interface Lines {
  readonly bytes: Bytes;
  /** Where each line has its LF. */
  readonly ends: readonly number[];
}

/** @throws {Refusal} at stage record, behind all lines that are good. */
export async function* linesOf(content: AsyncIterable<Bytes>, entry: string): AsyncGenerator<Lines, void> {
  let rest: Bytes[] = [];
  let held = 0;
  let row = 1;
  const tooLong = () => new Refusal("record", "record-line-length", "a line is longer than 1 MiB", { entry, row });
  for await (const piece of content) {
    let first = piece.indexOf(10);
    if (first < 0) {
      if (held + piece.length >= LONGEST) throw tooLong();
      rest.push(piece.slice());
      held += piece.length;
      continue;
    }
    if (held + first + 1 > LONGEST) throw tooLong();
    let bytes = piece;
    if (held > 0) {
      bytes = new Uint8Array(held + piece.length);
      let at = 0;
      for (const part of rest) {
        bytes.set(part, at);
        at += part.length;
      }
      bytes.set(piece, held);
      first += held;
    }
    const ends: number[] = [];
    for (let end = first; end >= 0; end = bytes.indexOf(10, end + 1)) ends.push(end);
    const last = ends[ends.length - 1];
    rest = last + 1 < bytes.length ? [bytes.slice(last + 1)] : [];
    held = bytes.length - last - 1;
    yield { bytes, ends };
    row += ends.length;
  }
  if (held > 0) throw new Refusal("record", "record-line-end", "the last line has no end", { entry, row });
}
