#!/bin/sh
# Builds Estafeta and runs it on the embedded log. Everything that is not data goes to stderr.
set -eu
cd "$(dirname "$0")/../.."
sh tests/setup/system.sh
if [ ! -x target/release/estafeta ]; then
    echo "estafeta: building (the first build takes about 4 min on 2 cores)" >&2
else
    echo "estafeta: building what changed" >&2
fi
cargo build --release --locked --bin estafeta
exec target/release/estafeta run
