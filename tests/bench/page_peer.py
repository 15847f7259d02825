"""Runs trafilatura over pages, for the bench of the page extractor.

    page_peer.py VENV PAGES.jsonl OUT.json

Makes the virtual environment VENV once and installs a pinned trafilatura into it, reads `{"id", "html"}` lines, and writes
`{"seconds": best of two passes, "texts": [...]}`. One thread, text only, no comments: the peer's fastest default.
"""

import json
import sys
import time

from inside import run_inside

REQUIREMENTS = ["trafilatura==2.3.1", "lxml_html_clean==0.4.6"]
PASSES = 2


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
    run_inside(run, REQUIREMENTS)
