#!/usr/bin/env bash
# Writes the baselines again, after a change of behaviour that is meant.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
corpus=${PANNIER_CORPUS:-../shared/corpus}
baseline() {
  cargo run --quiet --package pannier-conformance -- corpus "$1" --given "conformance/corpus/$2.toml" --write "conformance/corpus/$2.txt"
}
baseline conformance/corpus/own own
baseline cli command
if [[ -d $corpus ]]; then baseline "$corpus" shared; fi
