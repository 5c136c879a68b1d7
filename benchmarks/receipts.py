"""What a receipt adds to a question, and how long finding one takes, beside a floor measured in the same run.

    python -m benchmarks.receipts --out benchmarks/results/receipts.json

What is added is the time of `ask` beyond what the answer itself took. The floor is one transaction of SQLite alone,
with a row of the same size. Both are measured again once many receipts are kept.
"""

import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks.ask_and_index import QUESTIONS
from benchmarks.result import milliseconds, options, publish
from retrieval.adapters.sql.outcome_json import as_json
from retrieval.adapters.sql.records import SqlRecords
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE
from retrieval.answering.receipts import new_receipt_id
from retrieval.bootstrap import open_footnote
from retrieval.domain.records import Receipt
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

KEPT_RECEIPTS = 10_000
"""Receipts: some three months of a hundred questions a day."""


def measure(footnote: Footnote, floor: sqlite3.Connection, repeats: int) -> dict[str, float]:
    added: list[float] = []
    shares: list[float] = []
    found: list[float] = []
    ratios: list[float] = []
    for repeat in range(repeats):
        for question in QUESTIONS:
            began = time.perf_counter()
            asked = footnote.ask(f"{question} ({repeat})")
            spent = (time.perf_counter() - began) * 1000
            added.append(spent - asked.timings_ms["total"])
            shares.append(added[-1] / spent)
            receipt_id = asked.receipt_id or ""
            row = (receipt_id, as_json(asked.outcome))
            found.append(time_of_finding(footnote, receipt_id))
            ratios.append(added[-1] / time_of_inserting(floor, row))
    return {
        "added_median_ms": round(statistics.median(added), 2),
        "added_p95_ms": round(statistics.quantiles(added, n=20)[-1], 2),
        "added_share_of_question_median": round(statistics.median(shares), 4),
        "found_median_ms": round(statistics.median(found), 2),
        "to_floor_ratio_median": round(statistics.median(ratios), 1),
    }


def time_of_finding(footnote: Footnote, receipt_id: str) -> float:
    return milliseconds(lambda: footnote.receipt(receipt_id))


def time_of_inserting(floor: sqlite3.Connection, row: tuple[str, str]) -> float:
    def insert() -> None:
        with floor:
            floor.execute("INSERT INTO rows VALUES (?, ?)", row)

    return milliseconds(insert)


def fill(records: SqlRecords, receipt: Receipt) -> None:
    """Keep many more receipts of one answer."""
    for _ in range(KEPT_RECEIPTS):
        records.book.put(replace(receipt, id=new_receipt_id()))


def main() -> None:
    arguments = options(__doc__, repeats=5)
    with tempfile.TemporaryDirectory() as folder:
        settings = RetrievalSettings(corpus_dir=arguments.corpus, data_dir=Path(folder) / "index", database_url=None)
        file = settings.data_dir / RECORDS_FILE
        with open_footnote(settings) as footnote, closing(sqlite3.connect(Path(folder) / "floor.sqlite3")) as floor:
            floor.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE rows (id, text);")
            footnote.reload()
            *_, last = [footnote.ask(question) for question in QUESTIONS]
            with_few = measure(footnote, floor, arguments.repeats)
            with closing(SqlRecords.in_file(file)) as records:
                fill(records, footnote.receipt(last.receipt_id or "").receipt)
            with_many = measure(footnote, floor, arguments.repeats)
        measured = {
            "sqlite": sqlite3.sqlite_version,
            "questions": len(QUESTIONS),
            "repeats": arguments.repeats,
            "few_kept": with_few,
            f"{KEPT_RECEIPTS}_kept": with_many,
            "bytes_a_receipt": file.stat().st_size // KEPT_RECEIPTS,
        }
    publish(measured, ("sqlalchemy",), arguments.out)


if __name__ == "__main__":
    main()
