#!/bin/sh
# Chromium, in which the page is looked at.
set -eu
cd "$(dirname "$0")/../.."
for browser in chromium chromium-browser google-chrome; do
    if command -v "$browser" >/dev/null 2>&1; then
        exit 0
    fi
done
sh tests/setup/package.sh chromium "looks at the page as a reader would"
