#!/bin/sh
# A virtual environment with the oracles of the tests: warcio reads our archive back, confluent-kafka our topics. Fails with the reason where it cannot be made.
set -eu
cd "$(dirname "$0")/../.."
venv=target/venv
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import warcio, confluent_kafka' 2>/dev/null; then
    exit 0
fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    sh tests/setup/package.sh python3-venv "runs warcio and confluent-kafka, which read back what we write"
fi
echo "test: making a virtual environment with warcio and confluent-kafka ($venv)" >&2
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check warcio==1.7.5 confluent-kafka==2.16.1 >&2
