#!/bin/sh
# Runs every test; ends with a count. Needs Rust and Python; what else is missing is installed here, and announced before.
# The tests run against a real Kafka: the one that ESTAFETA_KAFKA names, or one that is started here.
set -eu
cd "$(dirname "$0")/../.."

log=target/test.log
mkdir -p target
sh tests/setup/system.sh
sh tests/setup/venv.sh
sh tests/setup/systemd.sh
sh tests/setup/browser.sh
sh tests/setup/papers.sh
kafka_name=test
. tests/setup/with-kafka.sh

echo "test: building and running (log: $log)" >&2
# --show-output keeps the lines of passed tests too: a suite that skips itself says so there.
status=0
cargo test --workspace --locked -- --show-output >"$log" 2>&1 || status=$?
grep -E '^(test result|skipped:|error|warning: unused)|FAILED|panicked at' "$log" || true
passed=$(sed -n 's/^test result: [a-zA-Z]*\. \([0-9]*\) passed.*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
failed=$(sed -n 's/^test result: .* \([0-9]*\) failed;.*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
skipped=$(grep -c '^skipped: ' "$log" || true)
if [ "$status" -ne 0 ]; then
    echo "--- the end of $log" >&2
    tail -n 60 "$log" >&2
fi
echo "tests: $passed passed, $failed failed, $skipped skipped"
exit "$status"
