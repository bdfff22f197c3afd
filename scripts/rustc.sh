#!/bin/sh
# Cargo's way to rustc: what is compiled names the sources of other crates without the folder of this machine in which they lie,
# so that no binary tells it, and all are the same wherever they were made.
set -eu
for folder in "${CARGO_HOME:-${HOME:-}/.cargo}"/registry/src/*; do
    set -- "$@" "--remap-path-prefix=$folder/="
done
exec "$@"
