#!/bin/sh
# Records a second through a stage that copies, on both engines, beside the bare loops.
set -eu
cd "$(dirname "$0")/../.."
sh tests/setup/system.sh
if [ -z "${ESTAFETA_KAFKA:-}" ]; then
    sh tests/setup/kafka.sh
    rm -rf target/kafka/bench
    ESTAFETA_KAFKA=$(sh tests/kafka/broker.sh up target/kafka/bench 1 $$)
    export ESTAFETA_KAFKA
    trap 'sh tests/kafka/broker.sh down target/kafka/bench' EXIT
fi
cargo bench -p bus --bench copy
