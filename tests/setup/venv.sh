#!/bin/sh
# A virtual environment with warcio, the oracle that reads our archive back. Fails with the reason where it cannot be made.
set -eu
cd "$(dirname "$0")/../.."
venv=target/venv
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import warcio' 2>/dev/null; then
    exit 0
fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    sh tests/setup/package.sh python3-venv "runs warcio, which reads our archive back"
fi
echo "test: making a virtual environment with warcio ($venv)" >&2
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check warcio==1.7.5 >&2
