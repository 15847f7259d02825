#!/bin/sh
# The clients that the papers tell of, whose commands are tested: kcat reads topics, curl the page.
set -eu
cd "$(dirname "$0")/../.."
command -v kcat >/dev/null 2>&1 || sh tests/setup/package.sh kcat "reads our topics as docs/alerts.md says"
command -v curl >/dev/null 2>&1 || sh tests/setup/package.sh curl "asks the page as docs/alerts.md says"
