#!/bin/sh
# Installs a system package and says so before: sh package.sh PACKAGE WHAT_FOR. Fails with the reason where it cannot.
set -eu
package=$1
fail() {
    echo "test: $package is missing ($2) and cannot be installed: $3; install it by hand" >&2
    exit 1
}
sudo=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "$@" "neither root nor sudo"
    sudo=sudo
fi
command -v apt-get >/dev/null 2>&1 || fail "$@" "no apt-get here"
echo "test: installing the system package $package ($2)" >&2
# A list of packages that is a little old does; one that is missing does not.
$sudo apt-get update -qq >&2 || echo "test: apt-get update failed; trying with the list that is there" >&2
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >&2 ||
    fail "$@" "apt-get install failed"
