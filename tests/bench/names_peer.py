"""Finds names with spaCy's EntityRuler, for the bench of the extractor.

    names_peer.py VENV ASKED.json ANSWER.json

Makes the virtual environment VENV once and installs a pinned spaCy into it, reads `{"names", "texts"}`, and writes
`{"version", "seconds": best of two passes, "entities"}`. A blank pipeline that splits words and matches the names in lower case: no
model, no sentences, nothing that the comparison would not need.
"""

import json
import sys
import time

from inside import run_inside

REQUIREMENTS = ["spacy==3.8.18"]
PASSES = 2


def main(asked_file, answer_file):
    import spacy

    with open(asked_file, encoding="utf-8") as file:
        asked = json.load(file)
    pipeline = spacy.blank("xx")
    ruler = pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "NAME", "pattern": name} for name in dict.fromkeys(asked["names"])])
    best, entities = float("inf"), 0
    for _ in range(PASSES):
        start = time.perf_counter()
        entities = sum(len(document.ents) for document in pipeline.pipe(asked["texts"], n_process=1))
        best = min(best, time.perf_counter() - start)
    with open(answer_file, "w", encoding="utf-8") as file:
        json.dump({"version": spacy.__version__, "seconds": best, "entities": entities}, file)


if __name__ == "__main__":
    run_inside(main, REQUIREMENTS)
