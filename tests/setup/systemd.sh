#!/bin/sh
# systemd-analyze, which reads deploy/estafeta.service as the machine would.
set -eu
cd "$(dirname "$0")/../.."
command -v systemd-analyze >/dev/null 2>&1 || sh tests/setup/package.sh systemd "its systemd-analyze checks the unit"
