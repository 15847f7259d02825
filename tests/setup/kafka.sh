#!/bin/sh
# What the broker of the tests needs: Java 17 or newer, Maven, and Kafka's jars. Installs what is missing, announced before;
# fails with the reason where that is not possible. No test of Kafka is ever skipped.
set -eu
cd "$(dirname "$0")/../.."

major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${major:-0}" -ge 17 ] || sh tests/setup/package.sh openjdk-17-jre-headless "runs Apache Kafka"
command -v mvn >/dev/null 2>&1 || [ -e target/kafka/libs/complete ] ||
    sh tests/setup/package.sh maven "fetches Apache Kafka"
sh tests/kafka/broker.sh jars
