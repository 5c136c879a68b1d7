"""How many sentences of texts of every kind are shown, where a model quotes them to the letter and gives them as its
own sentence besides.

    python -m benchmarks.verbatim_quotes --data TRAINDATA --out benchmarks/results/verbatim_quotes.json

Of each source of the training data: some hundred sentences, each handed in with itself as its quote, over the text
that it stands in. *Shown* is what is where its longest word is asked about; *shown where asked*, what is where the
question of its row is: what orders or asks is shown where it has to do with the question. Whatever comes out is
compared with its document.
"""

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.grounding import assert_verbatim
from benchmarks.result import publish
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, Passage
from retrieval.domain.verdicts import FateKind
from retrieval.text.words import content_stems, tokens
from retrieval.writing.drafts import Draft, DraftPoint, DraftQuote
from retrieval.writing.grounding.grounding import Grounded, ground

SENTENCES_A_SOURCE = 400
SENTENCES_A_TEXT = 2
FEWEST_WORDS = 3
FILES = ("qa", "qa_nospan", "nli", "support")
_TEXT, _QUESTION = ("context", "premise"), "question"


def texts_in(data: Path) -> dict[str, dict[str, str]]:
    """Return the texts of each source, each with a question that is asked of it, empty where none is."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for name in FILES:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = next((row[field] for field in _TEXT if row.get(field)), "")
                if text.strip():
                    texts[row["source"]].setdefault(text, row.get(_QUESTION, ""))
    return texts


def sentences_of(source: str, texts: dict[str, str]) -> Iterator[tuple[Document, str, str]]:
    """Yield sentences of a source, drawn by its name, each with its document and what is asked of that."""
    chance = random.Random(source)
    drawn = sorted(texts)
    chance.shuffle(drawn)
    for text in drawn:
        document = Document(id="text", title="A text", text=text)
        spans = body_of(document).sentences
        sentences = [text[start:end] for start, end in spans if _says_something(text[start:end])]
        for sentence in chance.sample(sentences, min(SENTENCES_A_TEXT, len(sentences))):
            yield document, sentence, texts[text]


def _says_something(sentence: str) -> bool:
    """Return whether it is more than the marks and single words that some sources have between their sentences."""
    return len(tokens(sentence)) >= FEWEST_WORDS and bool(content_stems(sentence))


def handed_in(document: Document, sentence: str, question: str, *, twice: bool) -> Grounded:
    """Return what comes of a sentence that is its own quote; `twice` where it is given as a model's sentence, too."""
    quote = DraftQuote(passage="P1", text=sentence)
    draft = Draft(points=(DraftPoint(quotes=(quote,), sentence=sentence if twice else None),))
    grounded = ground(draft, {"P1": Passage(document=document, start=0, end=len(document.text))}, None, question)
    assert_verbatim(grounded)
    return grounded


def measured_of(source: str, texts: dict[str, str]) -> dict[str, object]:
    counts: Counter[str] = Counter()
    flaws: Counter[str] = Counter()
    for document, sentence, question in sentences_of(source, texts):
        counts["sentences"] += 1
        about = f"What is said of {max(tokens(sentence), key=len, default='it')}?"
        grounded = handed_in(document, sentence, about, twice=True)
        counts["shown"] += bool(grounded.statements)
        counts["without_its_sentence"] += grounded.fates[0].kind is FateKind.REPAIRED
        if not grounded.statements:
            flaws.update(grounded.fates[0].flaws)
        if question:
            counts["asked"] += 1
            counts["shown_where_asked"] += bool(handed_in(document, sentence, question, twice=False).statements)
        if counts["sentences"] == SENTENCES_A_SOURCE:
            break
    return {
        **counts,
        "shown_ratio": round(counts["shown"] / counts["sentences"], 4),
        "why_not": dict(flaws),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the training data")
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    arguments = parser.parse_args()
    by_source = {source: measured_of(source, texts) for source, texts in sorted(texts_in(arguments.data).items())}
    publish({"sentences_a_source": SENTENCES_A_SOURCE, "by_source": by_source}, (), arguments.out)


if __name__ == "__main__":
    main()
