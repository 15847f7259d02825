#!/bin/sh
# The long versions of the tests that kill things, on both engines: kill -9 of the process at ESTAFETA_KILLS moments (100),
# and every way in which a stage on Kafka changes hands or loses its brokers, ESTAFETA_ROUNDS times (3); in each round one of
# three brokers dies ESTAFETA_DEATHS times (10). Ends with a summary.
set -eu
cd "$(dirname "$0")/../.."

kills=${ESTAFETA_KILLS:-100}
rounds=${ESTAFETA_ROUNDS:-3}
export ESTAFETA_DEATHS="${ESTAFETA_DEATHS:-10}"
log=target/soak.log
mkdir -p target
: >"$log"

sh tests/setup/system.sh
kafka_name=soak
. tests/setup/with-kafka.sh

status=0
# What is run, and the command; the summary has a line of each.
part() {
    name=$1
    shift
    begun=$(date +%s)
    echo "soak: $name (log: $log)" >&2
    echo "=== $name" >>"$log"
    verdict=passed
    "$@" >"$log.part" 2>&1 || verdict=FAILED
    cat "$log.part" >>"$log"
    ran=$(sed -n 's/^test result: .* \([0-9]*\) passed;.*/\1/p' "$log.part" | awk '{ n += $1 } END { print n + 0 }')
    rm -f "$log.part"
    # A filter that finds no test would pass for ever.
    [ "$ran" -gt 0 ] || verdict=FAILED
    [ "$verdict" = passed ] || status=1
    line=$(printf '%-6s  %5d s  %2d tests  %s' "$verdict" "$(($(date +%s) - begun))" "$ran" "$name")
    summary="${summary:-}$line
"
}

export ESTAFETA_KILLS="$kills"
part "kill -9 at $kills moments, on both engines" \
    cargo test -p estafeta --test it --locked -- kill:: --show-output
part "a stage that hangs ends the process" \
    cargo test -p estafeta --test it --locked -- watchdog:: --ignored --show-output
round=1
while [ "$round" -le "$rounds" ]; do
    part "stages shared, taken over, frozen, without brokers: round $round of $rounds" \
        cargo test -p bus --test conformance --locked -- sharing:: --show-output
    round=$((round + 1))
done

# What the tests measured, and what went wrong.
grep -E ' from restart to |^death |panicked at|^skipped:' "$log" || true
printf '%s' "$summary"
exit "$status"
