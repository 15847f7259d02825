#!/bin/sh
# What the build needs of the system beside Rust: a C compiler, make, and OpenSSL's headers (TLS to Kafka). Installs what is
# missing, announced before.
set -eu
cd "$(dirname "$0")/../.."

need() {
    command -v "$1" >/dev/null 2>&1 || sh tests/setup/package.sh "$2" "builds the Kafka client"
}

need cc gcc
need make make
need pkg-config pkg-config
echo '#include <openssl/ssl.h>' | cc -E - >/dev/null 2>&1 ||
    sh tests/setup/package.sh libssl-dev "TLS to Kafka"
echo '#include <stdlib.h>' | cc -E - >/dev/null 2>&1 || sh tests/setup/package.sh libc6-dev "builds the Kafka client"
