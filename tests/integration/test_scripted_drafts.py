"""A few hundred of the scripted model outputs of `benchmarks/grounding.py`, with the real reader: the promise for each,
and the rates of each kind within bounds. The report has all of them.
"""

import json
from collections import Counter

import pytest

from benchmarks.drafts.scripted_drafts import Maker
from benchmarks.grounding import Remembering, maker_of, table, verdict
from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document
from retrieval.domain.verdicts import FateKind
from retrieval.text.matching import find
from tests.conftest import ROOT

A_KIND = 12
STATEMENTS = ROOT / "tests" / "evals" / "statements.jsonl"
REPORT = ROOT / "benchmarks" / "results" / "grounding.json"
HARDLY_SHOWN = [
    "order", "link", "nothing", "fabricated", "number", "half a reply", "huge reply", "wrong types",
]  # fmt: skip
"""Kinds of which next to none may be let through."""
MOST_LET_THROUGH = 0.005


@pytest.fixture(scope="module")
def maker() -> Maker:
    return maker_of(ROOT / "corpus")


@pytest.fixture(scope="module")
def counts(maker: Maker) -> dict[str, Counter[str]]:
    judge = Remembering(OnnxReader())
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in maker.kinds}
    for seed in range(A_KIND * len(maker.kinds)):
        output = maker.make(seed)
        counted[output.kind][verdict(output, judge)] += 1  # It asserts the promise.
    return counted


def test_a_seed_makes_the_same_output(maker: Maker) -> None:
    assert [maker.make(seed) for seed in range(40)] == [maker.make(seed) for seed in range(40)]


def test_no_wrong_statement_of_these_kinds_is_shown(counts: dict[str, Counter[str]]) -> None:
    assert {kind: counts[kind][FateKind.KEPT] + counts[kind][FateKind.CITED] for kind in HARDLY_SHOWN} == dict.fromkeys(
        HARDLY_SHOWN, 0
    )


def test_most_right_statements_are_shown_as_they_were_drafted(counts: dict[str, Counter[str]]) -> None:
    right = Counter[str]()
    for kind, count in counts.items():
        if kind.startswith("right"):
            assert count["quote forged"] == 0, kind
            right += count
    assert right[FateKind.KEPT] + right[FateKind.CITED] + right[FateKind.QUOTED] >= 0.65 * right.total()
    # Without a quote that stands, what the judge does not find borne out is dropped.
    assert right[FateKind.DROPPED] <= 0.15 * right.total()


def test_where_a_quote_stands_its_point_is_never_dropped(counts: dict[str, Counter[str]]) -> None:
    standing = ["right", "right, forged id", "right, id of another", "right, typography", "right, dressed", "number",
                "negation", "speaker", "roles", "turned by hand", "pronoun", "order", "link"]  # fmt: skip
    assert {kind: counts[kind][FateKind.DROPPED] for kind in standing} == dict.fromkeys(standing, 0)


def test_a_model_that_never_cites_is_repaired_and_not_refused(counts: dict[str, Counter[str]]) -> None:
    unquoted = counts["right, unquoted"]
    assert unquoted[FateKind.CITED] >= 0.75 * unquoted.total()


def test_the_statements_written_by_hand_are_quoted_from_the_corpus(corpus: dict[str, Document]) -> None:
    rows = [json.loads(line) for line in STATEMENTS.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == 64
    for row in rows:
        assert row["statement"] != row["wrong"]
        for quote in row["quotes"]:
            document = corpus[quote["document"]]
            (start, _), *_ = find(quote["text"], document.text)
            assert any(a <= start < b for a, b in body_of(document).sentences), row["id"]


def test_the_report_is_of_enough_outputs_and_bears_out_the_kinds_above() -> None:
    by_kind = json.loads(REPORT.read_text(encoding="utf-8"))["with_judgement"]["by_kind"]
    assert sum(kind["made"] for kind in by_kind.values()) >= 20_000
    for kind in HARDLY_SHOWN:
        through = by_kind[kind].get(FateKind.KEPT, 0) + by_kind[kind].get(FateKind.CITED, 0)
        assert through <= MOST_LET_THROUGH * by_kind[kind]["made"], kind


def test_the_table_in_the_docs_is_the_report() -> None:
    by_kind = json.loads(REPORT.read_text(encoding="utf-8"))["with_judgement"]["by_kind"]
    assert table(by_kind) in (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
