#!/bin/sh
# Builds Estafeta and lays it out: binary, configuration, unit. The container file and a bare machine use the same steps.
#
#   sh deploy/install.sh                        /usr/local/bin, /etc/estafeta, /etc/systemd/system
#   DESTDIR=/tmp/root sh deploy/install.sh      the same below another folder
#   ESTAFETA_BIN=/FILE sh deploy/install.sh     installs that binary and builds nothing
#   ESTAFETA_STATE=/FOLDER sh deploy/install.sh log and archive go there; /var/lib/estafeta otherwise
#
# The configuration is the one of config/ without the exercise articles. One that is there already is kept.
set -eu
cd "$(dirname "$0")/.."
root=${DESTDIR:-}
etc=$root/etc/estafeta
state=${ESTAFETA_STATE:-/var/lib/estafeta}

# Blocks of lines are parted by empty lines; those of the seed site are left out.
without_seed_site() {
    awk 'BEGIN { RS = "" }
        !/url = "seed-site:|^\[seed_site\]|^# -+\n# The seed site:/ { printf "%s%s\n", gap, $0; gap = "\n" }' "$1"
}

# Writes stdin to a file of the configuration, unless it is there.
keep_or_write() {
    if [ -e "$etc/$1" ]; then
        echo "install: kept $etc/$1" >&2
        cat >/dev/null
    else
        cat >"$etc/$1"
        chmod 0644 "$etc/$1"
    fi
}

if [ -z "${ESTAFETA_BIN:-}" ]; then
    sh tests/setup/system.sh
    echo "install: building (about 5 min on 2 cores)" >&2
    cargo build --release --locked --bin estafeta
    ESTAFETA_BIN=${CARGO_TARGET_DIR:-target}/release/estafeta
fi

install -d "$root/usr/local/bin" "$etc" "$root/etc/systemd/system"
install -m 0755 "$ESTAFETA_BIN" "$root/usr/local/bin/estafeta"
install -m 0644 deploy/estafeta.service "$root/etc/systemd/system/estafeta.service"
without_seed_site config/estafeta.toml | sed "s|\"\.\./data/|\"$state/|" | keep_or_write estafeta.toml
without_seed_site config/feeds.toml | keep_or_write feeds.toml
echo "install: done; check it with: $root/usr/local/bin/estafeta check --config $etc/estafeta.toml" >&2
