"""Runs trafilatura over pages, for the bench of the page extractor.

    page_peer.py VENV PAGES.jsonl OUT.json

Makes the virtual environment VENV once and installs a pinned trafilatura into it, reads `{"id", "html"}` lines, and writes
`{"seconds": best of two passes, "texts": [...]}`. One thread, text only, no comments: the peer's fastest default.
"""

import json
import os
import subprocess
import sys
import time
import venv

REQUIREMENTS = ["trafilatura==2.3.1", "lxml_html_clean==0.4.6"]
PASSES = 2


def enter(folder):
    """Goes on inside the virtual environment, made and filled first if need be."""
    python = os.path.join(folder, "bin", "python")
    ready = os.path.join(folder, "ready")
    if not os.path.exists(ready):
        print("installing", *REQUIREMENTS, "into", folder, file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS], check=True)
        open(ready, "w").close()
    os.execv(python, [python, os.path.abspath(__file__), "--inside", *sys.argv[2:]])


def run(pages_path, out_path):
    import trafilatura

    with open(pages_path, encoding="utf-8") as lines:
        pages = [json.loads(line)["html"] for line in lines]
    best, texts = float("inf"), []
    for _ in range(PASSES):
        start = time.perf_counter()
        texts = [trafilatura.extract(page, include_comments=False) or "" for page in pages]
        best = min(best, time.perf_counter() - start)
    with open(out_path, "w", encoding="utf-8") as out:
        json.dump({"seconds": best, "texts": texts}, out)


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        run(*sys.argv[2:])
    else:
        enter(sys.argv[1])
