#!/bin/sh
# Fills corpus/ with the seeds of every target: the vectors, taken apart, and the files of seeds/.
set -eu
cd "$(dirname "$0")"
for target in file container head row trust_list midata ofx csv; do mkdir -p "corpus/$target"; done
for input in ../vectors/*/*/input.pannier.zip; do
    name=$(dirname "$input" | sed 's|^../vectors/||; s|/|--|')
    cp "$input" "corpus/file/$name"
    cp "$input" "corpus/container/$name"
    # Archives that are wrong on purpose need not unpack.
    unzip -p "$input" head.sdjwt >"corpus/head/$name" 2>/dev/null || rm -f "corpus/head/$name"
    unzip -p "$input" parts/k3.ndjson 2>/dev/null | head -n 1 | tr -d '\n' >"corpus/row/$name" || rm -f "corpus/row/$name"
done
for list in ../trust/*.json ../vectors/*/*/trust.json; do
    cp "$list" "corpus/trust_list/$(echo "$list" | sed 's|^../||; s|/|--|g')"
done
for format in midata ofx csv; do cp seeds/$format/* "corpus/$format/"; done
