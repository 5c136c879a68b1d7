"""Some hundred of the scripted drafts of `benchmarks/quoting.py`, over all of its corpora: each is held against the
promise. The report has all of them.
"""

import json
from collections import Counter

import pytest

from benchmarks.drafts.scripted_quotes import QuotingMaker
from benchmarks.quoting import OTHER_CORPORA, OUTPUTS, grounded_of, makers, outcomes_of
from tests.conftest import ROOT

A_KIND = 8
MAKERS = makers(ROOT / "corpus", ROOT / OTHER_CORPORA)
REPORT = ROOT / "benchmarks" / "results" / "quoting.json"
STANDING = ["only quotes", "typography", "without marks", "the same ten times"]
NEVER = ["one word changed", "one word put in", "look-alike letters", "another script", "made up"]


def counted(maker: QuotingMaker) -> dict[str, Counter[str]]:
    """What became of the points of each kind; the promise is asserted of each."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in maker.kinds}
    for seed in range(A_KIND * len(maker.kinds)):
        draft = maker.make(seed)
        counts[draft.kind].update(outcomes_of(draft, grounded_of(draft)))
    return counts


def test_there_are_four_corpora_beside_the_shipped_one() -> None:
    assert MAKERS.keys() == {"articles", "fiction", "policy", "rules", "software"}


@pytest.mark.parametrize("corpus", MAKERS)
def test_a_quote_is_shown_where_it_stands_and_nowhere_else(corpus: str) -> None:
    counts = counted(MAKERS[corpus])
    for kind in NEVER:
        assert set(counts[kind]) == {"dropped, unquoted"}, kind
    for kind in STANDING:
        assert counts[kind]["quoted"] > 0, kind
        assert set(counts[kind]) <= {"quoted", "dropped, said already", "dropped, orders", "dropped, leans"}, kind


@pytest.mark.parametrize("corpus", MAKERS)
def test_a_seed_makes_the_same_draft(corpus: str) -> None:
    maker = MAKERS[corpus]
    assert [maker.make(seed) for seed in range(28)] == [maker.make(seed) for seed in range(28)]


def test_the_report_is_of_as_many_drafts_over_each_corpus() -> None:
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    assert report["points_by_corpus_and_kind"].keys() == MAKERS.keys()
    assert report["outputs_a_corpus"] * len(MAKERS) == OUTPUTS
    for kinds in report["points_by_corpus_and_kind"].values():
        assert all(set(kinds[kind]) == {"dropped, unquoted"} for kind in NEVER)
