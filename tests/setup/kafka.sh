#!/bin/sh
# What the broker of the tests needs: Java 17 or newer, Maven, and Kafka's jars. Installs what is missing, announced before;
# fails with the reason where that is not possible. No test of Kafka is ever skipped.
set -eu
cd "$(dirname "$0")/../.."

wanted=''
major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${major:-0}" -ge 17 ] || wanted="$wanted openjdk-17-jre-headless"
command -v mvn >/dev/null 2>&1 || [ -e target/kafka/libs/complete ] || wanted="$wanted maven"
if [ -n "$wanted" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "setup: missing:$wanted; mend: install Java 17 and Maven, or let ESTAFETA_KAFKA name a running broker" >&2
        exit 1
    fi
    echo "setup: installing the system packages$wanted (run Apache Kafka for the tests)" >&2
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    $sudo apt-get update -qq >&2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $wanted >&2
fi
sh tests/kafka/broker.sh jars
