# Sourced with kafka_name set: exports ESTAFETA_KAFKA. Where it names no broker, one is started under target/kafka/$kafka_name, and ended
# with the script.
if [ -z "${ESTAFETA_KAFKA:-}" ]; then
    kafka_dir=target/kafka/$kafka_name
    sh tests/setup/kafka.sh
    rm -rf "$kafka_dir"
    ESTAFETA_KAFKA=$(sh tests/kafka/broker.sh up "$kafka_dir" 1 $$)
    export ESTAFETA_KAFKA
    trap 'sh tests/kafka/broker.sh down "$kafka_dir"' EXIT
    trap 'exit 130' INT TERM
fi
