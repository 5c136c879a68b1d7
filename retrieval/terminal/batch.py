"""Many questions in one run: rows of a JSONL file in, one JSON object a row out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import unique
from pathlib import Path
from typing import Any

from retrieval.domain.inquiry import as_text
from retrieval.errors import FootnoteError
from retrieval.faults import Fault
from retrieval.seen_corpus import SeenCorpus
from retrieval.terminal.json_output import response_as_json

NAMED_ROW_ERRORS = 10
"""The most wrong rows that an error names one by one."""


_ROWS = 'Write one {{"id": …, "question": "…"}} object a line; "documents" may list ids.'


@unique
class BatchFault(Fault):
    """A fault that a file of questions may have."""

    UNREADABLE = "{file} cannot be read: {reason}.", "Name a file of questions."
    NOT_UTF_8 = "{file} cannot be read: it is not UTF-8 text ({reason}).", _ROWS
    WRONG_ROWS = "{file} has rows that cannot be asked: {rows}.", _ROWS
    EMPTY = "{file} holds no questions.", _ROWS


class BatchError(FootnoteError):
    """The file of questions cannot be used; nothing was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A question of a batch; `documents` (ids) limits the search where it is not None."""

    id: str | int
    question: str
    documents: tuple[str, ...] | None


def read_rows(file: Path) -> list[BatchRow]:
    """Return all rows, or raise a BatchError that names each line that is not one: better told before an hour's work
    than after.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BatchError(BatchFault.UNREADABLE, file=file, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise BatchError(BatchFault.NOT_UTF_8, file=file, reason=str(error)) from error
    rows: list[BatchRow] = []
    row_errors: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(_row(json.loads(line)))
            except RecursionError:
                row_errors.append(f"line {number}: nested too deeply")
            except ValueError as error:
                row_errors.append(f"line {number}: {error}")
    if row_errors:
        others = f"; and {len(row_errors) - NAMED_ROW_ERRORS} more" if len(row_errors) > NAMED_ROW_ERRORS else ""
        raise BatchError(BatchFault.WRONG_ROWS, file=file, rows="; ".join(row_errors[:NAMED_ROW_ERRORS]) + others)
    if not rows:
        raise BatchError(BatchFault.EMPTY, file=file)
    return rows


def ask_row(footnote: SeenCorpus, row: BatchRow) -> dict[str, Any]:
    return {"id": row.id} | response_as_json(footnote.ask(row.question, documents=row.documents))


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
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(id_, str) for id_ in value)
