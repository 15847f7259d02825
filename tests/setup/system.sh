#!/bin/sh
# What the build needs of the system beside Rust: a C compiler, make, and OpenSSL's headers (TLS to Kafka). Installs what is
# missing, announced before.
set -eu

has_headers() {
    echo '#include <openssl/ssl.h>' | cc -E - >/dev/null 2>&1
}

if command -v cc >/dev/null 2>&1 && command -v make >/dev/null 2>&1 && has_headers; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: a C compiler, make or the headers of OpenSSL are missing; mend: install them (Fedora: gcc make openssl-devel perl)" >&2
    exit 1
fi
echo "setup: installing the system packages gcc, make, pkg-config and libssl-dev" >&2
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends gcc libc6-dev make pkg-config libssl-dev >&2
