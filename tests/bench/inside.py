"""Runs a peer's script inside a virtual environment of its own, made and filled on the first run."""

import os
import subprocess
import sys
import venv


def run_inside(main, requirements):
    """`SCRIPT VENV ARGUMENT…`: goes on inside VENV, with `requirements` installed, and calls `main` with the arguments."""
    if sys.argv[1] == "--inside":
        main(*sys.argv[2:])
        return
    folder = sys.argv[1]
    python = os.path.join(folder, "bin", "python")
    ready = os.path.join(folder, "ready")
    if not os.path.exists(ready):
        print("installing", *requirements, "into", folder, file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements], check=True)
        open(ready, "w").close()
    os.execv(python, [python, os.path.abspath(sys.argv[0]), "--inside", *sys.argv[2:]])
