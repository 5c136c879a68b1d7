"""How the time of each pure function of a text grows with the text, ordinary and hostile.

    python -m benchmarks.growth --out benchmarks/results/growth.json

CPU time in milliseconds at 1,000, 10,000 and 100,000 characters, and the worst of the texts for each. What grows
with the text takes ten times as long for ten times as much, and 13 times with a logarithm; what is quadratic a hundred
times. `tests/unit/test_growth.py` looks at the same functions and texts.
"""

import time
from collections.abc import Callable, Mapping
from operator import and_
from pathlib import Path

from benchmarks.result import options, publish
from bot.cards.document import document_page
from bot.cards.paging import Entry, block_quote, lines_of, packed
from bot.text.markdown import cut, escaped, escaped_lines, escaped_pieces, label, split
from retrieval.documents.inline import runs_of
from retrieval.documents.loading import load_corpus
from retrieval.documents.quoted import Look
from retrieval.domain.documents import Document
from retrieval.domain.inquiry import as_text
from retrieval.text.display import one_line, one_line_in_pieces, plain, superscript_markers
from retrieval.text.identifiers import identifiers_in
from retrieval.text.matching import find, fold_for_matching
from retrieval.text.sentences import split_sentences
from retrieval.text.words import content_stems, fold, looks_english, stems, tokens
from retrieval.writing.grounding.figures import figures_in
from retrieval.writing.grounding.names import names_in, unsupported_names

SIZES = (1_000, 10_000, 100_000)

FUNCTIONS: Mapping[str, Callable[[str], object]] = {
    "words.tokens": tokens,
    "words.fold": fold,
    "words.stems": stems,
    "words.content_stems": content_stems,
    "words.looks_english": looks_english,
    "identifiers.identifiers_in": identifiers_in,
    "sentences.split_sentences": split_sentences,
    "display.plain": plain,
    "display.one_line": one_line,
    "display.one_line_in_pieces": lambda text: one_line_in_pieces([(text, False), (text, True)], and_),
    "display.superscript_markers": lambda text: superscript_markers(text, ("1", "24")),
    "folding.fold_for_matching": fold_for_matching,
    "folding.find": lambda text: find("Iran denied it", text),
    "naming.names_in": names_in,
    "naming.unsupported_names": lambda text: unsupported_names("So said Iran and Kirby.", text),
    "figures.figures_in": figures_in,
    "inline.runs_of": lambda text: runs_of(text, 0, len(text)),
    "inquiry.as_text": as_text,
    "escaping.escaped": escaped,
    "escaping.escaped_lines": escaped_lines,
    "escaping.escaped_pieces": lambda text: escaped_pieces([(text, Look()), (text, Look(emphasised=True))]),
    "escaping.split": lambda text: split(text, 1_900),
    "escaping.cut": lambda text: cut(text, 100),
    "escaping.label": lambda text: label(text, 100),
    "packing.block_quote": block_quote,
    "packing.packed": lambda text: packed([Entry(lines=lines_of(text))], title="A title", colour=0),
    "source_pages.document_page": lambda text: document_page(
        Document(id="an-id", title="A title", text=f"x{text}"), "0" * 20, len(text) // 5_000
    ),
}

HOSTILE: Mapping[str, str] = {
    "one word": "a",
    "blanks": " ",
    "lines": "\n",
    "stops": ".",
    "initials": "A.",
    "capitals": "Aa ",
    "commas in a number": "1,",
    "numbers": "12 ",
    "hyphens": "la-",
    "dashes": "- ",
    "quotation marks": "“",
    "brackets": "([",
    "markers": "[1]",
    "accents": "\u0301",
    "joined emoji": "\U0001f469\u200d",
    "markup": "*_`",
    "calls": "@everyone",
    "apostrophes": "a'",
    "days": "1, 2 and ",
    "a word and blanks": "a" + " " * 50,
}


def text_of(part: str, chars: int) -> str:
    return f"x{part * (chars // len(part) + 1)}"[:chars]


def cpu_ms(function: Callable[[str], object], text: str) -> float:
    """Return the least CPU time of three tries in milliseconds. Each has another text of the same length, for what is
    remembered takes no time.
    """
    tries = []
    for n in range(3):
        other = f"{n}{text}"
        began = time.process_time()
        function(other)
        tries.append(time.process_time() - began)
        if tries[-1] > 0.01:
            break
    return min(tries) * 1000


def main() -> None:
    arguments = options(__doc__, repeats=1)
    corpus = " ".join(document.text for document in load_corpus(Path(arguments.corpus)).documents)
    texts = {"ordinary": corpus, **HOSTILE}
    rows = {}
    for name, function in FUNCTIONS.items():
        measured = {
            kind: [round(cpu_ms(function, text_of(part, chars)), 2) for chars in SIZES] for kind, part in texts.items()
        }
        worst = max(measured, key=lambda kind: measured[kind][-1])
        rows[name] = {"ordinary_ms": measured["ordinary"], "worst": worst, "worst_ms": measured[worst]}
    publish({"chars": SIZES, "functions": rows}, ("numpy", "PyStemmer"), arguments.out)


if __name__ == "__main__":
    main()
