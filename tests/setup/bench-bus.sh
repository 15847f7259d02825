#!/bin/sh
# Records a second through a stage that copies, on both engines, beside the bare loops.
set -eu
cd "$(dirname "$0")/../.."
sh tests/setup/system.sh
kafka_name=bench
. tests/setup/with-kafka.sh
cargo bench -p bus --bench copy
