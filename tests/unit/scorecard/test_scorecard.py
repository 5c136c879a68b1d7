"""What a scorecard makes of replies, rows and samples. `integration/test_scorecard_suites.py` runs the suites."""

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.scorecard import corpus as corpus_questions
from benchmarks.scorecard import scifact, squad2, support
from benchmarks.scorecard.corpus import CorpusQuestion, Gold, cites_every_part, summary
from benchmarks.scorecard.data import EvaluationDataError, half_answerable, sampled
from benchmarks.scorecard.measures import Estimate
from benchmarks.scorecard.replies import Reply
from benchmarks.scorecard.report import Scorecard, as_json, as_table, times
from retrieval.answering.ask import Response
from retrieval.answering.checking import judge_of
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Refusal, RefusalReason, Statement
from retrieval.domain.readings import Relation
from retrieval.errors import ModelError
from retrieval.settings import Strictness
from tests.building import document_of, judged_of, passage_of, span_of
from tests.conftest import ROOT
from tests.fakes import FixedReader

TEXT = "Iran sent drones. The drones were old. Iran sent drones."


def statement_of(quote: str, text: str = TEXT) -> Statement:
    passage = passage_of(text)
    return Statement(text=quote, citations=(cite(passage, *span_of(passage.document, quote)),))


def question_of(*parts: tuple[Gold, ...], answerable: bool = True, kind: str = "plain") -> CorpusQuestion:
    return CorpusQuestion(id="q1", text="What?", kind=kind, answerable=answerable, parts=parts, must_contain=("OLD",))


def gold(quote: str, document: str = "a-document") -> tuple[Gold, ...]:
    return (Gold(document=document, quote=quote),)


@pytest.mark.parametrize(
    ("parts", "right"),
    [
        ([gold("drones were old")], True),
        ([gold("old. Iran")], True),
        ([gold("Iran sent")], False),
        ([gold("drones were old", document="another")], False),
        ([gold("were old"), gold("Iran sent drones")], False),
        ([gold("were"), gold("old")], True),
        ([(*gold("nobody"), *gold("old"))], True),
    ],
)
def test_a_right_answer_cites_from_each_part(parts: list[tuple[Gold, ...]], right: bool) -> None:
    assert cites_every_part(question_of(*parts), [statement_of("The drones were old.")]) is right


def test_any_occurrence_of_a_quote_counts() -> None:
    text = "Iran sent drones. Nobody knew. Iran sent drones by ship."
    for quote in ("Iran sent drones. N", "Iran sent drones b"):
        assert cites_every_part(question_of(gold("Iran sent drones")), [statement_of(quote, text)])
    assert not cites_every_part(question_of(gold("Iran sent drones")), [statement_of(" by ship.", text)])


def test_nothing_shown_and_nothing_to_answer_are_not_right() -> None:
    assert not cites_every_part(question_of(gold("old")), [])
    assert not cites_every_part(question_of(answerable=False), [statement_of("The drones were old.")])


def told(probability: float | None, statements: Sequence[Statement], *, answered: bool) -> Reply:
    refusal = Refusal(question="What?", reason=RefusalReason.NOT_ANSWERED)
    outcome = Answer(question="What?", statements=tuple(statements)) if answered else refusal
    judged = () if probability is None else (judged_of(probability),)
    asked = Response(outcome=outcome, judged=judged, timings_ms={"total": 2.0})
    return Reply(asked=asked, statements=tuple(statements))


def test_our_questions_are_summed_up_from_both_sides() -> None:
    old, sent = [statement_of("The drones were old.")], [statement_of("Iran sent drones. T", TEXT)]
    asked = [
        (question_of(gold("were old")), told(0.9, old, answered=True)),
        (question_of(gold("were old")), told(0.8, sent, answered=True)),
        (question_of(gold("were old"), kind="misspelt"), told(0.4, old, answered=False)),
        (question_of(answerable=False, kind="hostile"), told(None, (), answered=False)),
        (question_of(answerable=False, kind="off_topic"), told(0.6, old, answered=True)),
    ]
    thresholds = {Strictness.LENIENT: 0.3, Strictness.BALANCED: 0.5}
    metrics, details = summary([q for q, _ in asked], [t for _, t in asked], thresholds, Strictness.BALANCED)
    at, lenient = metrics["at balanced"], metrics["at lenient"]
    assert value(at["answered_when_answerable"]) == pytest.approx(2 / 3)
    assert value(at["answered_right_when_answerable"]) == pytest.approx(1 / 3)
    assert value(at["answered_when_not"]) == 0.5
    assert value(lenient["answered_right_when_answerable"]) == pytest.approx(2 / 3)
    assert {kind: value(estimate) for kind, estimate in metrics["right at balanced, by kind"].items()} == pytest.approx(
        {"all": 0.4, "plain": 0.5, "misspelt": 0.0, "hostile": 1.0, "off_topic": 0.0}
    )
    assert value(metrics["shown at balanced"]["words_of_a_right_answer"]) == 0.5
    failures = details["failures"]
    assert isinstance(failures, list)
    assert [(failure["kind"], "refused" in failure, failure["probability"]) for failure in failures] == [
        ("plain", False, 0.8),
        ("misspelt", True, 0.4),
        ("off_topic", False, 0.6),
    ]


def value(estimate: Estimate | float) -> float:
    return estimate.value if isinstance(estimate, Estimate) else estimate


class ContainedWords:
    """The `SupportJudge` port: a quote that holds the statement supports it, and one with "not" contradicts it."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        relations = [
            Relation.SUPPORTS if statement in quote else Relation.CONTRADICTS if "not" in quote else Relation.OPEN
            for quote, statement in pairs
        ]
        return [{candidate: 0.8 if candidate is relation else 0.1 for candidate in Relation} for relation in relations]


def pair(source: str, quote: str, relation: Relation) -> support.Pair:
    return support.Pair(source=source, quote=quote, statement="It flew", relation=relation)


def test_support_is_measured_over_all_and_by_source() -> None:
    pairs = [
        *[pair("snli_dev", "It flew far", Relation.SUPPORTS)] * 40,
        *[pair("snli_dev", "It did not", Relation.CONTRADICTS)] * 40,
        *[pair("snli_dev", "It was red", Relation.OPEN)] * 20,
        *[pair("fool_me_twice", "It flew off", Relation.SUPPORTS)] * 3,
        *[pair("fool_me_twice", "It sank", Relation.CONTRADICTS)] * 1,
    ]
    progress: list[tuple[str, int, int]] = []
    metrics, details = support.measure(ContainedWords(), pairs, lambda *step: progress.append(step))
    assert list(metrics) == ["all sources", "snli_dev", "fool_me_twice"]
    assert value(metrics["snli_dev"]["macro_f1"]) == 1.0
    # Of two classes, one is always found, and the other, taken for open, never.
    assert value(metrics["fool_me_twice"]["macro_f1"]) == 0.5
    assert value(metrics["all sources"]["accuracy"]) == pytest.approx(103 / 104)
    assert "open_f1" not in metrics["fool_me_twice"]
    confusions = details["confusion"]
    assert isinstance(confusions, dict)
    assert confusions["fool_me_twice"]["contradicts"] == {"supports": 0, "contradicts": 0, "open": 1}
    assert progress == [("judging", 0, 104), ("judging", 64, 104)]


def test_a_reader_that_does_not_judge_support_is_named() -> None:
    with pytest.raises(ModelError, match=r"fixed does not judge .* READER_MODEL=footnote-reader"):
        judge_of(FixedReader(0.5))


def test_a_sample_is_the_same_every_time_and_half_of_it_is_answerable() -> None:
    rows = list(range(100))
    assert sampled(rows, 10) == sampled(rows, 10) == tuple(sorted(set(sampled(rows, 10))))
    assert sampled(rows, None) == sampled(rows, 100) == tuple(rows)
    drawn = half_answerable(rows, 11, lambda row: row >= 80)
    assert [sum(row >= 80 for row in drawn), sum(row < 80 for row in drawn)] == [6, 5]


def card_of(**metrics: Estimate | float) -> Scorecard:
    return Scorecard(
        suite="squad2",
        measured_on={"questions": 1234, "sampled": False, "sha256": {"a.json": "ff"}},
        not_fitted="Nothing is fitted on it.",
        conditions={"strictness": "balanced"},
        metrics={"probability": metrics},
        details={"curve": [{"threshold": 1 / 3}]},
    )


def test_a_scorecard_as_json_has_null_where_a_measure_has_no_meaning() -> None:
    none = Estimate(value=math.nan, low=math.nan, high=math.nan)
    card = as_json(card_of(auroc=Estimate(value=2 / 3, low=0.5, high=0.75), none=none, asked=3))
    assert card["metrics"] == {
        "probability": {
            "auroc": {"value": 0.6667, "low": 0.5, "high": 0.75},
            "none": {"value": None, "low": None, "high": None},
            "asked": 3,
        }
    }
    assert (card["curve"], card["strictness"]) == ([{"threshold": 0.3333}], "balanced")
    json.dumps(card, allow_nan=False)


def test_a_scorecard_in_the_terminal() -> None:
    none = Estimate(value=math.nan, low=math.nan, high=math.nan)
    console = Console(width=100)
    with console.capture() as captured:
        console.print(as_table(card_of(auroc=Estimate(value=2 / 3, low=0.5, high=0.75), none=none, total_ms=1234.5)))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "auroc 0.667 0.500 – 0.750" in lines
    assert "none –" in lines
    assert "total ms 1,234.5" in lines
    assert "Measured on 1,234 questions." in lines


def test_times_are_by_stage_and_of_those_questions_that_have_it() -> None:
    assert times([{"read": 1.0, "total": 2.0}, {"total": 4.0}]) == {
        "questions_timed": 2,
        "total_median_ms": 3.0,
        "total_p95_ms": pytest.approx(3.9),
        "read_median_ms": 1.0,
        "read_p95_ms": 1.0,
    }


ABSTRACT = '{"_id": 1, "title": "T", "sentences": ["S."]}'
WRONG_FILES = {
    "squad2": ("squad2/a.json", '{"data": [{"paragraphs": [{"context": "x"}]}]}', "a row lacks 'qas'"),
    "squad2 no json": ("squad2/a.json", "{", "Expecting"),
    "scifact": ("scifact/derived_corpus_sentences.jsonl", '{"_id": 1}', "a row lacks 'title'"),
    "support": ("nli.jsonl.gz", '{"source": "snli_dev", "label": "maybe"}', "a row lacks"),
    "support, other sources": ("nli.jsonl.gz", '{"source": "mnli_dev"}', "no row of snli_dev"),
    "corpus": (
        "questions.jsonl",
        '{"id": "q1", "answerable": true, "gold": []}',
        "q1 has a part that no place answers",
    ),
    "corpus, empty": ("questions.jsonl", "\n", "it holds no questions"),
    "corpus no object": ("questions.jsonl", "7", "not subscriptable"),
}


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_malformed_file_is_named_with_the_reason(case: str, tmp_path: Path) -> None:
    name, text, reason = WRONG_FILES[case]
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    with pytest.raises(EvaluationDataError, match=r"docs/evaluation\.md") as raised:
        read(case, tmp_path)
    assert str(file) in raised.value.what
    assert reason in raised.value.what


@pytest.mark.parametrize(
    ("suite", "missing", "option"),
    [
        ("squad2", "squad2/*.json", "--evaldata"),
        ("scifact", "scifact/derived_corpus_sentences.jsonl", "--evaldata"),
        ("support", "nli.jsonl.gz", "--traindata"),
        ("corpus", "questions.jsonl", "--questions"),
    ],
)
def test_a_missing_file_is_named_with_the_option_that_names_another(
    suite: str, missing: str, option: str, tmp_path: Path
) -> None:
    with pytest.raises(EvaluationDataError, match=r"docs/evaluation\.md") as raised:
        read(suite, tmp_path)
    assert raised.value.what == f"There is no {tmp_path / missing} to measure on."
    assert option in raised.value.remedy


def read(case: str, folder: Path) -> object:
    match case.split(maxsplit=1)[0].rstrip(","):
        case "squad2":
            return squad2.read(folder)
        case "scifact":
            return scifact.read(folder)
        case "support":
            return support.read(folder)
        case _:
            return corpus_questions.read(folder / "questions.jsonl")


def test_a_judged_claim_without_a_text_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "scifact"
    folder.mkdir()
    (folder / "derived_corpus_sentences.jsonl").write_text(ABSTRACT)
    (folder / "qrels_test.tsv").write_text("query-id\tcorpus-id\tscore\n9\t1\t1\n")
    (folder / "claims_test.csv").write_text("id,claim\n8,Something\n")
    with pytest.raises(EvaluationDataError, match="no file of claims has claim 9"):
        scifact.read(tmp_path)


def test_questions_about_another_corpus_are_named() -> None:
    texts = {"a-document": document_of(TEXT).text}
    file = Path("questions.jsonl")
    corpus_questions.check_quotes(texts, [question_of(gold("were old"))], file)
    for other in (gold("were new"), gold("were old", document="another")):
        with pytest.raises(EvaluationDataError, match=r"questions\.jsonl does not fit the corpus: q1"):
            corpus_questions.check_quotes(texts, [question_of(other)], file)


def test_our_questions_are_as_their_page_says() -> None:
    questions = corpus_questions.read(ROOT / "tests" / "evals" / "questions.jsonl")
    assert (sum(question.answerable for question in questions), len(questions)) == (92, 156)
    assert all(bool(question.parts) is question.answerable for question in questions)
    assert all((len(question.parts) > 1) is (question.kind == "several_part") for question in questions)
