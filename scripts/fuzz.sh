#!/usr/bin/env bash
# Runs each fuzzer of fuzz/ for some seconds, starting from all programs of the project and from what earlier runs found.
#   scripts/fuzz.sh 60           all of them, a minute each
#   scripts/fuzz.sh 600 parse    one of them
# An input that breaks a law is left in fuzz/artifacts/. Coverage needs flags that stable Rust keeps back.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(parse compile)

seeds=fuzz/corpus/seeds
rm -rf "$seeds"
mkdir -p "$seeds"
find crates/mesh-std/std tests examples mesher -name '*.mpl' | while read -r program; do
    cp "$program" "$seeds/${program//\//_}"
done

for target in "${targets[@]}"; do
    mkdir -p "fuzz/corpus/$target"
    RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none "$target" "fuzz/corpus/$target" "$seeds" -- \
        -max_total_time="$seconds" -max_len=8000 -timeout=20 -print_final_stats=1
done
