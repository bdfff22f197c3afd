#!/usr/bin/env bash
# Whether the crates of others keep to `deny.toml`; about known faults of them only where the list of those can be fetched.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fetch --locked --quiet
cargo deny --offline --log-level error check --hide-inclusion-graph licenses bans sources
if cargo deny fetch db 2>/dev/null; then
    cargo deny --offline check --hide-inclusion-graph advisories
else
    echo "==> the database of advisories cannot be fetched: not looked at" >&2
fi
