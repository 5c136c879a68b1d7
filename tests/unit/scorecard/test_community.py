"""Questions over the documents of a made community: which are read, what came of them, and how it is summed up."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scorecard.community import Community, CommunityQuestion, Row, measure, read, summary
from benchmarks.scorecard.data import EvaluationDataError, Half, Where
from benchmarks.scorecard.losses import Must, Stage
from benchmarks.scorecard.measures import Estimate
from tests.fakes import FixedReader, WordHashEmbedder
from tests.indexes import Index

DOCUMENTS = {
    "ferry.md": "# The ferry\n\nThe ferry leaves the harbour at nine every morning, and it takes forty cars.\n",
    "bridge.md": "# The bridge\n\nThe old bridge over the river was built of stone, in the year 1345.\n",
    "mill.md": "# The mill\n\nThe mill grinds the corn of three villages, whenever there is wind.\n",
}
ROWS: list[dict[str, Any]] = [
    {"id": "1", "question": "How many cars does the ferry take?", "answerable": True, "must": ["forty"]},
    {"id": "2", "question": "Who paid for the ferry?", "answerable": False, "must": [], "half": "look"},
    {"id": "3", "question": "When was it built?", "answerable": True, "must": [["1345", "old"]], "half": "untouched"},
]


def put(folder: Path, name: str, rows: Sequence[Mapping[str, Any]] | None) -> Path:
    corpus = folder / name / "corpus"
    corpus.mkdir(parents=True)
    for file, text in DOCUMENTS.items():
        (corpus / file).write_text(text, encoding="utf-8")
    if rows is not None:
        write(folder / name / "questions.jsonl", rows)
    return folder / name


def write(file: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def where(data: Path, **more: Any) -> Where:
    return Where(evaldata=data / "nowhere", traindata=data / "nowhere", communities=data, **more)


def ids(communities: Sequence[Community]) -> dict[str, list[str]]:
    return {community.name: [question.id for question in community.questions] for community in communities}


def test_one_community_is_read_or_all_below_a_folder(tmp_path: Path) -> None:
    lake = put(tmp_path, "lake", ROWS)
    put(tmp_path, "town", ROWS[1:])
    (tmp_path / "no community").mkdir()
    assert ids(read(where(lake, half=Half.ALL))) == {"lake": ["1", "2", "3"]}
    assert ids(read(where(tmp_path, half=Half.ALL))) == {"lake": ["1", "2", "3"], "town": ["2", "3"]}


@pytest.mark.parametrize(
    ("half", "expected"), [(Half.LOOK, ["1", "2"]), (Half.UNTOUCHED, ["1", "3"]), (Half.ALL, ["1", "2", "3"])]
)
def test_a_half_is_chosen_and_what_is_not_halved_belongs_to_each(
    tmp_path: Path, half: Half, expected: list[str]
) -> None:
    assert ids(read(where(put(tmp_path, "lake", ROWS), half=half))) == {"lake": expected}


def test_the_untouched_half_is_not_measured_unless_it_is_named(tmp_path: Path) -> None:
    assert ids(read(where(put(tmp_path, "lake", ROWS)))) == {"lake": ["1", "2"]}


def test_questions_may_come_from_elsewhere(tmp_path: Path) -> None:
    lake = put(tmp_path / "data", "lake", None)
    put(tmp_path / "data", "town", ROWS)
    file = write(tmp_path / "questions" / "lake.jsonl", ROWS[:1])
    assert ids(read(where(lake, questions=file))) == {"lake": ["1"]}
    assert ids(read(where(tmp_path / "data", questions=file.parent))) == {"lake": ["1"]}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"id": "1", "question": "What?", "answerable": True, "must": []}], "1 is answerable"),
        ([{"id": "1", "question": "What?", "answerable": True, "must": [[]]}], "1 is answerable"),
        ([{"id": "1", "question": "What?", "answerable": True, "must": [""]}], "1 is answerable"),
        ([{"id": "1", "question": "What?", "answerable": False}], "must"),
        ([{"id": "1", "question": "What?", "answerable": False, "must": [], "half": "third"}], "third"),
        (ROWS[2:], "look"),
    ],
)
def test_questions_that_are_not_as_they_should_be_are_an_error(
    tmp_path: Path, rows: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(EvaluationDataError, match=words):
        read(where(put(tmp_path, "lake", rows)))


def test_data_that_is_missing_or_does_not_fit_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationDataError, match="corpus"):
        read(where(tmp_path))
    put(tmp_path, "lake", None)
    with pytest.raises(EvaluationDataError, match="no community"):
        read(where(tmp_path))
    with pytest.raises(EvaluationDataError, match=r"lake\.jsonl"):
        read(where(tmp_path / "lake"))
    put(tmp_path, "town", None)
    with pytest.raises(EvaluationDataError, match="2 communities"):
        read(where(tmp_path, questions=write(tmp_path / "questions.jsonl", ROWS)))


def rows_of(folder: Path, reader: FixedReader, *asked: tuple[str, list[str]]) -> list[Row]:
    """What comes of (question, must) pairs over the three documents; a question without a must has no answer."""
    lake = put(folder, "lake", None)
    questions = tuple(
        CommunityQuestion(
            id=text, text=text, answerable=bool(must), must=Must((tuple(must),) if must else ()), half=None
        )
        for text, must in asked
    )
    community = Community(name="lake", corpus=lake / "corpus", file=lake / "questions.jsonl", questions=questions)
    with Index.open(folder / "data", community.corpus, WordHashEmbedder(), reader=reader) as index:
        index.reload()
        return list(measure(index.footnote, community, lambda *_: None))


FERRY = "How many cars does the ferry take?"


def test_what_is_answered_rightly_is_lost_nowhere(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, FixedReader(0.9), (FERRY, ["forty cars"]))
    assert (row.right, row.lost, row.place) == (True, None, 1)
    assert row.shown >= 1


def test_what_no_passage_holds_is_lost_in_the_index(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, FixedReader(0.9), (FERRY, ["fifty cars"]))
    assert (row.right, row.lost, row.place) == (False, Stage.INDEX, None)


def test_what_is_read_and_refused_is_lost_after_the_search(tmp_path: Path) -> None:
    likely, unlikely = FixedReader(0.4), FixedReader(0.1)
    (row,) = rows_of(tmp_path / "likely", likely, (FERRY, ["forty cars"]))
    assert (row.right, row.answered, row.lost) == (False, False, Stage.DECIDING)
    # Of equally likely readings, the best is the one that begins first in its document: the mill's.
    (row,) = rows_of(tmp_path / "unlikely", unlikely, (FERRY, ["forty cars"]))
    assert (row.right, row.answered, row.lost) == (False, False, Stage.READING)


def test_what_is_refused_unread_is_looked_for_in_what_the_search_finds(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, FixedReader(0.9), ("Xyzzy plugh?", ["forty cars"]))
    assert row.reply is not None
    assert row.reply.asked.judged == ()
    assert row.place is not None


def test_a_question_without_an_answer_is_right_when_refused(tmp_path: Path) -> None:
    (answered,) = rows_of(tmp_path / "a", FixedReader(0.9), ("Who paid for the ferry?", []))
    (refused,) = rows_of(tmp_path / "b", FixedReader(0.1), ("Who paid for the ferry?", []))
    assert (answered.answered, refused.answered) == (True, False)
    assert (answered.lost, refused.lost) == (None, None)


def value(estimate: Estimate | float) -> float:
    return estimate.value if isinstance(estimate, Estimate) else estimate


def test_rows_are_summed_up_over_all_and_by_community(tmp_path: Path) -> None:
    lake = rows_of(
        tmp_path,
        FixedReader(0.9),
        (FERRY, ["forty cars"]),
        ("When was the old bridge over the river built?", ["1346"]),
        ("Who paid for the ferry?", []),
    )
    nothing = CommunityQuestion(id="4", text="What?", answerable=True, must=Must((("x",),)), half=None)
    town = [Row(community="town", question=nothing, reply=None, place=None, lost=Stage.INDEX)]
    metrics = summary([*lake, *town], {"lake": {"documents": 3}, "town": {"documents": 0}})
    assert list(metrics) == ["all communities", "lake", "town", "time"]
    of_lake, of_town, of_all = metrics["lake"], metrics["town"], metrics["all communities"]
    assert (of_lake["documents"], of_lake["answerable_questions"], of_lake["unanswerable_questions"]) == (3, 2, 1)
    assert [value(of_lake[name]) for name in ("right", "wrong_or_unhelpful", "refused_needlessly")] == [0.5, 0.5, 0]
    assert value(of_lake["unanswerable_refused"]) == 0
    assert (of_lake["lost_in_index"], of_lake["lost_in_search"], of_all["lost_in_index"]) == (1, 0, 2)
    assert value(of_lake["answer_in_the_best_10"]) == 0.5
    assert value(of_town["refused_needlessly"]) == 1
    assert value(of_all["right"]) == pytest.approx(1 / 3)
    assert value(metrics["time"]["questions_timed"]) == 3
