// Where the conformance suite is, and what old versions of Node lack.

import { webcrypto } from "node:crypto";
import { fileURLToPath } from "node:url";

globalThis.crypto ??= webcrypto;

export const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
export const SUITE = fileURLToPath(new URL("../..", import.meta.url));
