"""Many questions in one run: rows of a JSONL file in, one JSON object a row out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import FootnoteError
from retrieval.footnote import Footnote
from retrieval.json_output import asked_as_json
from retrieval.question import as_text

NAMED = 10
"""Wrong rows that an error names one by one."""


class BatchError(FootnoteError):
    """The file of questions cannot be used; nothing was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One question; `documents` (ids) limits the search where it is not None."""

    id: str | int
    question: str
    documents: tuple[str, ...] | None


def read_rows(file: Path) -> list[BatchRow]:
    """All rows, or a BatchError that names each line that is not one: better told before an hour's work than after."""
    remedy = 'Write one {"id": …, "question": "…"} object a line; "documents" may list ids.'
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BatchError(f"{file} cannot be read: {error.strerror}.", remedy="Name a file of questions.") from error
    except UnicodeDecodeError as error:
        raise BatchError(f"{file} cannot be read: it is not UTF-8 text ({error}).", remedy=remedy) from error
    rows: list[BatchRow] = []
    wrong: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(_row(json.loads(line)))
            except RecursionError:
                wrong.append(f"line {number}: nested too deeply")
            except ValueError as error:
                wrong.append(f"line {number}: {error}")
    if wrong:
        others = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        what = f"{file} has rows that cannot be asked: {'; '.join(wrong[:NAMED])}{others}."
        raise BatchError(what, remedy=remedy)
    if not rows:
        raise BatchError(f"{file} holds no questions.", remedy=remedy)
    return rows


def ask_row(footnote: Footnote, row: BatchRow) -> dict[str, Any]:
    return {"id": row.id} | asked_as_json(footnote.ask(row.question, documents=row.documents))


def _row(value: object) -> BatchRow:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    row_id, question, documents = value.get("id"), value.get("question"), value.get("documents")
    if not isinstance(row_id, str | int) or isinstance(row_id, bool):
        raise ValueError('no "id"')
    if isinstance(row_id, str) and as_text(row_id) != row_id:
        raise ValueError('an "id" that holds half of a character')
    if not isinstance(question, str):
        raise ValueError('no "question"')
    if documents is not None and not _is_list_of_ids(documents):
        raise ValueError('"documents" is not a list of ids')
    return BatchRow(id=row_id, question=question, documents=None if documents is None else tuple(documents))


def _is_list_of_ids(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(one, str) for one in value)
