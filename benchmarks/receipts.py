"""What a receipt adds to a question, and how long finding one takes, beside a floor measured in the same run.

    python -m benchmarks.receipts --out benchmarks/results/receipts.json

What is added is the time of `ask` beyond what the answer itself took. The floor is one transaction of SQLite alone,
with a row of the same size. Both are measured again once many receipts are kept.
"""

import argparse
import json
import os
import platform
import secrets
import sqlite3
import statistics
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.ask_and_index import QUESTIONS
from benchmarks.result import milliseconds
from retrieval.adapters.sql_records import SqlRecords
from retrieval.adapters.stored_outcome import as_json
from retrieval.bootstrap import Footnote, open_footnote
from retrieval.receipts import new_receipt_id
from retrieval.recording import FILE_NAME
from retrieval.records import Receipt
from retrieval.settings import RetrievalSettings

KEPT = 10_000
"""Receipts: some three months of a hundred questions a day."""


def measure(footnote: Footnote, floor: sqlite3.Connection, repeats: int) -> dict[str, float]:
    added: list[float] = []
    found: list[float] = []
    floors: list[float] = []
    shares: list[float] = []
    for repeat in range(repeats):
        for question in QUESTIONS:
            asked = []
            spent = milliseconds(lambda: asked.append(footnote.ask(f"{question} ({repeat})")))  # noqa: B023 run at once
            (one,) = asked
            added.append(spent - one.timings_ms["total"])
            shares.append(added[-1] / spent)
            found.append(milliseconds(lambda: footnote.receipt(one.receipt_id or "")))  # noqa: B023
            row = (secrets.token_hex(5), as_json(one.outcome))
            floors.append(milliseconds(lambda: insert(floor, row)))  # noqa: B023
    return {
        "added_median_ms": round(statistics.median(added), 2),
        "added_p95_ms": round(statistics.quantiles(added, n=20)[-1], 2),
        "added_share_of_question_median": round(statistics.median(shares), 4),
        "found_median_ms": round(statistics.median(found), 2),
        "floor_median_ms": round(statistics.median(floors), 2),
        "to_floor_ratio_median": round(statistics.median(a / f for a, f in zip(added, floors, strict=True)), 2),
    }


def insert(connection: sqlite3.Connection, row: tuple[str, str]) -> None:
    with connection:
        connection.execute("INSERT INTO rows VALUES (?, ?)", row)


def fill(records: SqlRecords, receipt: Receipt, count: int) -> None:
    """Keeps more receipts of one answer."""
    for _ in range(count):
        records.book.put(replace(receipt, id=new_receipt_id()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        settings = RetrievalSettings(corpus_dir=arguments.corpus, data_dir=data / "index", database_url=None)
        with open_footnote(settings) as footnote, closing(sqlite3.connect(data / "floor.sqlite3")) as floor:
            floor.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE rows (id, outcome);"
            )
            footnote.reload()
            for question in QUESTIONS:
                asked = footnote.ask(question)
            with_few = measure(footnote, floor, arguments.repeats)
            with closing(SqlRecords.in_file(settings.data_dir / FILE_NAME)) as records:
                fill(records, footnote.receipt(asked.receipt_id or "").receipt, KEPT)
            with_many = measure(footnote, floor, arguments.repeats)
        size = (settings.data_dir / FILE_NAME).stat().st_size
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {"sqlalchemy": version("sqlalchemy"), "sqlite": sqlite3.sqlite_version},
        "questions": len(QUESTIONS),
        "repeats": arguments.repeats,
        "few_kept": with_few,
        f"{KEPT}_kept": with_many,
        "bytes_a_receipt": size // KEPT,
    }
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
