"""Right statements with the quotes that bear them out: written by hand, or sentences of the documents as they are."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.documents.context import body_of
from retrieval.domain.documents import Document

STATEMENTS_FILE = Path("tests/evals/statements.jsonl")
_LONGEST_CHARS = 380
_SOMEBODYS = re.compile(r"[\"“”‘]|^(?:he|she|it|they|we|and|but|this|in response)\b|\b(?:our|these)\b", re.IGNORECASE)
"""Sentences that nobody would write as a statement of their own: they quote, or lean on what was said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    document: Document
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightStatement:
    """A right statement with the quotes that bear it out; `wrong` is the same turned by hand, where somebody did."""

    text: str
    quotes: tuple[Quoted, ...]
    wrong: str = ""


def right_statements_in(documents: Mapping[str, Document], statements: Path = STATEMENTS_FILE) -> list[RightStatement]:
    """Return the statements that were written by hand, and the sentences of the documents that can stand alone."""
    rows = [json.loads(line) for line in statements.read_text(encoding="utf-8").splitlines()]
    by_hand = [
        RightStatement(
            text=row["statement"],
            quotes=tuple(Quoted(document=documents[quote["document"]], text=quote["text"]) for quote in row["quotes"]),
            wrong=row["wrong"],
        )
        for row in rows
    ]
    sentences = [
        (document, document.text[start:end])
        for document in documents.values()
        for start, end in body_of(document).sentences
        if end - start <= _LONGEST_CHARS
    ]
    return by_hand + [
        RightStatement(text=re.sub(r"\[\d+\]", "", sentence), quotes=(Quoted(document=document, text=sentence),))
        for document, sentence in sentences
        if not _SOMEBODYS.search(sentence) and sentence[0].isupper()
    ]
