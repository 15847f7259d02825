#!/bin/sh
# Builds Estafeta and lays it out: binary, configuration, unit. The container file and a bare machine use the same steps.
#
#   sh deploy/install.sh                       /usr/local/bin, /etc/estafeta, /etc/systemd/system
#   DESTDIR=/tmp/root sh deploy/install.sh     the same below another folder
#   ESTAFETA_BIN=/FILE sh deploy/install.sh     installs that binary and builds nothing
#
# A configuration that is there already is kept.
set -eu
cd "$(dirname "$0")/.."
root=${DESTDIR:-}

if [ -z "${ESTAFETA_BIN:-}" ]; then
    echo "install: building (about 5 min on 2 cores)" >&2
    cargo build --release --locked --bin estafeta
    ESTAFETA_BIN=${CARGO_TARGET_DIR:-target}/release/estafeta
fi

install -d "$root/usr/local/bin" "$root/etc/estafeta" "$root/etc/systemd/system"
install -m 0755 "$ESTAFETA_BIN" "$root/usr/local/bin/estafeta"
install -m 0644 deploy/estafeta.service "$root/etc/systemd/system/estafeta.service"
for file in estafeta.toml feeds.toml; do
    if [ -e "$root/etc/estafeta/$file" ]; then
        echo "install: kept $root/etc/estafeta/$file" >&2
    else
        install -m 0644 "deploy/config/$file" "$root/etc/estafeta/$file"
    fi
done
echo "install: done; check it with: $root/usr/local/bin/estafeta check --config $root/etc/estafeta/estafeta.toml" >&2
