// What is wrong with a file, and the one exception that says so.

/** The stages of verification, in the order in which they run. */
export const STAGES = ["container", "head", "binding", "share", "record", "proof", "schema", "rules"] as const;
export type Stage = (typeof STAGES)[number];

/** One departure from one requirement of the standard. It holds no value of a person. */
export interface Finding {
  /** Id of the requirement, as in the standard. */
  readonly code: string;
  readonly stage: Stage;
  /** What is wrong, for people. */
  readonly message: string;
  /** Name of the entry. */
  readonly entry?: string;
  /** Line of the entry, from 1. */
  readonly row?: number;
  /** RFC 6901 pointer into the JSON of the entry. */
  readonly pointer?: string;
}

export interface Place {
  readonly entry?: string;
  readonly row?: number;
  readonly pointer?: string;
}

/** Ends a stage. */
export class Refusal extends Error {
  readonly finding: Finding;

  constructor(stage: Stage, code: string, message: string, place: Place = {}) {
    super(`${code}: ${message}`);
    this.name = "Refusal";
    this.finding = { code, stage, message, ...place };
  }
}

/** `verify` could not answer: the input changed between two readings, or did not give the bytes it said it has. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
