#!/bin/sh
# Builds Estafeta, starts a Kafka on loopback, and runs Estafeta on it until Ctrl-C, which ends both. What was committed is
# there at the next start: topics, archive and configuration stay in target/kafka/run. Needs Java 17 and Maven beside Rust;
# where ESTAFETA_KAFKA names brokers, those are used and none is started. Further words are for `estafeta run`.
set -eu
cd "$(dirname "$0")/../.."

place=target/kafka/run
config=$place/estafeta.toml
mkdir -p "$place"

# What is missing is told before anything is built.
[ -n "${ESTAFETA_KAFKA:-}" ] || sh tests/kafka/broker.sh jars
if [ -e "$place/broker/n1/pid" ] && kill -0 "$(cat "$place/broker/n1/pid")" 2>/dev/null; then
    echo "run-kafka: a broker of $place runs already; mend: end the other make run-kafka, or: sh tests/kafka/broker.sh down $place/broker" >&2
    exit 1
fi
if [ -z "${ESTAFETA_BIN:-}" ]; then
    sh tests/setup/system.sh
    echo "run-kafka: building (the first build takes about 5 min on 2 cores)" >&2
    cargo build --release --locked --bin estafeta
    ESTAFETA_BIN=${CARGO_TARGET_DIR:-target}/release/estafeta
fi

# Until Estafeta runs, a signal ends the script, and with it the broker.
trap 'exit 130' INT TERM
brokers=${ESTAFETA_KAFKA:-}
if [ -z "$brokers" ]; then
    trap 'sh tests/kafka/broker.sh down "$place/broker"' EXIT
    echo "run-kafka: starting Apache Kafka" >&2
    brokers=$(sh tests/kafka/broker.sh up "$place/broker")
fi
here=$(pwd)
cat >"$config" <<END
# Written by tests/setup/run-kafka.sh at each start.
instance = "a"

[log]
engine = "kafka"
path = "data/estafeta.db"

[log.kafka]
brokers = "$brokers"

[archive]
dir = "data/archive"

[sources]
feeds = "$here/config/feeds.toml"

[seed_site]
dir = "$here/seeds/site"
END
cat >&2 <<END
run-kafka: Kafka is at $brokers; once alerts come, any client reads them:
  kcat -C -b $brokers -t estafeta.alerts.v1 -X isolation.level=read_committed -o beginning
  python3 tests/kafka/read_committed.py $brokers estafeta.alerts.v1     (pip install confluent-kafka)
run-kafka: Ctrl-C ends Estafeta and Kafka
END

# In a session of its own it hears of Ctrl-C from here alone: a second signal would end it at once instead of in order.
setsid "$ESTAFETA_BIN" run --config "$config" "$@" &
pid=$!
trap 'kill -TERM "$pid" 2>/dev/null || true' INT TERM
status=0
while kill -0 "$pid" 2>/dev/null; do
    status=0
    wait "$pid" || status=$?
done
exit "$status"
