# What the tests need beside Rust, each installed only where it is missing and announced before. Sourced, not run.

venv=target/venv

install_package() {
    echo "test: installing the system package $1 ($2)" >&2
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "test: apt-get is missing; install $1 by hand and run again" >&2
        exit 1
    fi
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    $sudo apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$1" >target/apt.log 2>&1 || {
        tail -n 5 target/apt.log >&2
        echo "test: $1 could not be installed (log: target/apt.log)" >&2
        exit 1
    }
}

need_chromium() {
    mkdir -p target
    command -v chromium >/dev/null 2>&1 || install_package chromium "the page is tested in a real browser"
}

need_systemd_analyze() {
    command -v systemd-analyze >/dev/null 2>&1 || install_package systemd "checks the unit under deploy/"
}

# A virtual environment with warcio, the oracle of the archive.
need_python_venv() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import warcio' 2>/dev/null && return
    if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        install_package python3-venv "runs warcio, which reads our archive back"
    fi
    echo "test: making a virtual environment with warcio" >&2
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check warcio==1.7.5 >&2
}
