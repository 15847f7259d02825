#!/bin/sh
# Bans, licenses and sources by deny.toml. The advisory database needs a network that tests do not have.
set -eu
cd "$(dirname "$0")/../.."
if ! command -v cargo-deny >/dev/null 2>&1; then
    echo "skipped: cargo-deny is not installed (cargo install cargo-deny); tests/it checks the borders between the crates"
    exit 0
fi
cargo deny --offline check bans licenses sources
