// Verifies and reads Pannier bundles and shares.

export { type Binding } from "./binding.js";
export { type Covered } from "./coverage.js";
export { type Finding, SourceError, type Stage, STAGES } from "./finding.js";
export { type Issuer } from "./head.js";
export { type Content, type Document, type Row, type ShownPart, type Values } from "./result.js";
export { type Input, type Source } from "./source.js";
export { type TrustList } from "./trust.js";
export { type Checked, type Options, type Rejected, type Result, verify } from "./verify.js";
