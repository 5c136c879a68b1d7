"""`python -m benchmarks.scorecard`, over tiny data in the real forms and with the packaged embedding model."""

import gzip
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scorecard import __main__ as program
from benchmarks.scorecard import scifact, squad2, support
from benchmarks.scorecard.replies import reply_to
from tests.conftest import ROOT
from tests.fakes import FixedReader
from tests.indexes import Index
from tests.integration.conftest import Ran, run_here, told
from tests.once_a_run import OnceARun

SHARED = Path(os.environ.get("FOOTNOTE_SHARED", ROOT.parent / "shared"))
SIGNALS = {"READER_MODEL": "signals", "REFUSAL_STRICTNESS": "strict"}
BRIDGE = (
    "The old bridge over the river Arno was built of stone in 1345 by Taddeo Gaddi. It has three arches and carries"
    " shops on both sides. In the war it was the only bridge of the town that was not blown up."
)
FERRY = (
    "The ferry to the island leaves at nine every morning in summer. It takes forty cars and two hundred passengers."
    " Tickets are sold at the harbour office, and dogs travel free of charge."
)


def question(text: str, *answers: str) -> dict[str, Any]:
    found = [{"text": answer, "answer_start": 0} for answer in answers]
    return {"id": text, "question": text, "answers": found, "is_impossible": not answers}


SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Old_bridge",
            "paragraphs": [
                {
                    "context": BRIDGE,
                    "qas": [
                        question("Who built the old bridge over the river Arno?", "Taddeo Gaddi", "Gaddi"),
                        question("Who blew up the old bridge over the river Arno?"),
                    ],
                },
                {
                    "context": FERRY,
                    "qas": [
                        question("How many cars does the ferry to the island take?", "forty"),
                        question("Who is the captain of the ferry?"),
                    ],
                },
            ],
        }
    ],
}
ABSTRACTS = [
    {"_id": 11, "title": "Aspirin and fever", "sentences": ["Aspirin lowers fever in adults.", "The effect is quick."]},
    {"_id": 12, "title": "Bees and clover", "sentences": ["Bees visit clover in spring.", "Honey follows in summer."]},
    {"_id": 13, "title": "Steel at depth", "sentences": ["Steel rusts slowly in the deep sea.", "Oxygen is scarce."]},
]
GOLD = "Since August, Iran has provided Russia with more than 400 UAVs"
QUESTIONS = [
    {
        "id": "q1",
        "question": "How many drones has Iran provided to Russia since August, according to the White House?",
        "kind": "plain",
        "answerable": True,
        "gold": [{"document": "unprecedented-defense-partnership", "quote": GOLD}],
        "must_contain": ["400"],
    },
    {"id": "q2", "question": "Who won the 2022 World Cup?", "kind": "off_topic", "answerable": False},
    {"id": "q3", "question": "", "kind": "hostile", "answerable": False},
]
COMMUNITIES = {"lake/corpus/ferry.md": FERRY, "lake/corpus/pier.png": "", "town/corpus/bridge.png": BRIDGE}
OF_COMMUNITY = {
    "id": "c1",
    "question": "How many cars does the ferry to the island take?",
    "answerable": True,
    "must": ["forty"],
}


@pytest.fixture(scope="module")
def measured(once_a_run: OnceARun) -> tuple[Path, Mapping[str, Ran]]:
    """Once for all processes that run tests; who looks at the folder changes nothing in it."""
    return once_a_run.value("scorecards", lambda folder: (folder, run_all(folder)))


@pytest.fixture(scope="module")
def folder(measured: tuple[Path, Mapping[str, Ran]]) -> Path:
    return measured[0]


@pytest.fixture(scope="module")
def ran(measured: tuple[Path, Mapping[str, Ran]]) -> Mapping[str, Ran]:
    return measured[1]


def put_data(folder: Path) -> None:
    for name in ("evaldata/squad2", "evaldata/scifact", "traindata"):
        (folder / name).mkdir(parents=True)
    (folder / "evaldata/squad2/dev.json").write_text(json.dumps(SQUAD))
    of_scifact = folder / "evaldata/scifact"
    (of_scifact / "derived_corpus_sentences.jsonl").write_text("\n".join(map(json.dumps, ABSTRACTS)))
    (of_scifact / "qrels_test.tsv").write_text("query-id\tcorpus-id\tscore\n1\t11\t1\n3\t13\t1\n")
    (of_scifact / "claims_validation.csv").write_text('id,claim\n1,"Aspirin lowers fever, quickly."\n2,Not judged.\n')
    (of_scifact / "claims_test.csv").write_text("id,claim\n3,Steel rusts fast in the deep sea.\n")
    pairs = [{"id": "1", "source": "snli_dev", "premise": "It flew.", "hypothesis": "It flew.", "label": "entailment"}]
    (folder / "traindata/nli.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, pairs)).encode()))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    for name, text in COMMUNITIES.items():
        (folder / "communities" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "communities" / name).write_text(text)
        (folder / "communities" / name).parent.with_name("questions.jsonl").write_text(json.dumps(OF_COMMUNITY))


def run_all(folder: Path) -> Mapping[str, Ran]:
    put_data(folder)
    data = ["--evaldata", str(folder / "evaldata"), "--traindata", str(folder / "traindata")]
    asked = ["--questions", str(folder / "questions.jsonl")]
    commands: dict[str, list[str | bytes]] = {
        "squad2": ["--suite", "squad2", *data, "--json", "--cache", str(folder / "cache")],
        "scifact": ["--suite", "scifact", *data, "--out", str(folder / "out/scifact.json")],
        "corpus": ["--suite", "corpus", *asked, "--limit", "2", "--json"],
        "community": ["--suite", "community", "--data", str(folder / "communities"), "--json"],
        "support": ["--suite", "support", *data],
        "no data": ["--suite", "squad2", "--evaldata", str(folder / "nowhere")],
        "out cannot be written": ["--suite", "corpus", *asked, "--out", str(folder / "questions.jsonl" / "out.json")],
        "no such suite": ["--suite", "everything"],
    }
    env = {**SIGNALS, "DATABASE_URL": f"sqlite:///{folder / 'records.sqlite3'}"}
    return {name: run_here(*arguments, env=env, program=program) for name, arguments in commands.items()}


EXIT_CODES = {
    "squad2": 0,
    "scifact": 0,
    "corpus": 0,
    "community": 0,
    "support": 1,
    "no data": 1,
    "out cannot be written": 1,
    "no such suite": 2,
}


@pytest.mark.parametrize("name", EXIT_CODES)
def test_the_exit_code_says_what_came_of_it(ran: Mapping[str, Ran], name: str) -> None:
    assert ran[name].returncode == EXIT_CODES[name], ran[name].stderr
    told(ran[name])


def test_what_is_measured_leaves_no_records(ran: Mapping[str, Ran], folder: Path) -> None:
    assert ran
    assert not (folder / "records.sqlite3").exists()


def test_squad2_is_asked_from_both_sides(ran: Mapping[str, Ran], folder: Path) -> None:
    card = json.loads(ran["squad2"].stdout)
    measured = card["measured_on"]
    assert (measured["paragraphs"], measured["answerable_questions"], measured["unanswerable_questions"]) == (2, 2, 2)
    assert measured["sampled"] is False
    assert list(measured["sha256"]) == ["dev.json"]
    assert (card["suite"], card["strictness"], card["reader"]["name"]) == ("squad2", "strict", "signals/1")
    assert set(card["reader"]["thresholds"]) == {"lenient", "balanced", "strict"}
    metrics = card["metrics"]
    assert {"at lenient", "at balanced", "at strict", "shown at strict"} <= metrics.keys()
    # Two paragraphs: neither can be missed, and what answers is what is asked about.
    assert metrics["retrieval"]["recall_at_10"]["value"] == 1.0
    assert metrics["retrieval"]["paragraph_on_top_after_reading"]["value"] == 1.0
    assert metrics["at strict"]["answered_right_when_answerable"]["value"] == 1.0
    assert metrics["time"]["questions_timed"] == 4
    assert card["curve"][-1]["coverage"] == 1.0
    assert (folder / "cache" / "squad2" / "index" / "chroma").is_dir()


def test_a_sample_says_so(ran: Mapping[str, Ran]) -> None:
    measured = json.loads(ran["corpus"].stdout)["measured_on"]
    assert (measured["answerable_questions"], measured["unanswerable_questions"]) == (1, 1)
    assert measured["sampled"] is True


def test_scifact_is_measured_by_step_and_written_to_a_file(ran: Mapping[str, Ran], folder: Path) -> None:
    card = json.loads((folder / "out" / "scifact.json").read_text(encoding="utf-8"))
    assert (card["measured_on"]["abstracts"], card["measured_on"]["claims"]) == (3, 2)
    for step in ("lexical alone", "dense alone", "fused, of 100 passages a side, as the product searches"):
        assert card["metrics"][step]["ndcg_at_10"]["value"] == 1.0
    assert "Scorecard: scifact" in ran["scifact"].stdout
    assert "3 abstracts" in ran["scifact"].stdout


def test_our_questions_are_asked_and_failures_listed(ran: Mapping[str, Ran]) -> None:
    card = json.loads(ran["corpus"].stdout)
    assert card["metrics"]["right at strict, by kind"]["plain"]["value"] == 1.0
    assert card["metrics"]["right at strict, by kind"]["all"]["value"] == 1.0
    assert card["metrics"]["shown at strict"]["words_of_a_right_answer"]["value"] == 1.0
    assert card["failures"] == []


def test_communities_are_asked_each_over_its_own_documents(ran: Mapping[str, Ran]) -> None:
    card = json.loads(ran["community"].stdout)
    lake, town = card["metrics"]["lake"], card["metrics"]["town"]
    # What cannot be read is passed over: of the two files of the lake one is a document.
    assert (lake["files"], lake["documents"]) == (2, 1)
    assert (lake["right"]["value"], lake["answer_in_the_best_1"]["value"]) == (1.0, 1.0)
    assert (town["files"], town["documents"], town["lost_in_index"]) == (1, 0, 1)
    assert [(question["community"], question["right"], question["lost"]) for question in card["questions"]] == [
        ("lake", True, None),
        ("town", False, "index"),
    ]


def test_what_is_missing_is_named_with_the_way_out(ran: Mapping[str, Ran], folder: Path) -> None:
    told(ran["no data"], str(folder / "nowhere" / "squad2"), "--evaldata", "docs/evaluation.md")
    told(ran["out cannot be written"], "out.json", "--out")
    told(ran["support"], "does not judge", "READER_MODEL=footnote-reader")
    told(ran["no such suite"], "everything")


def test_what_would_be_shown_is_known_of_a_refusal_too(index: Index) -> None:
    question = "How many drones has Iran provided to Russia since August?"
    lenient, strict = (FixedReader(probability) for probability in (0.9, 0.1))
    footnote = index.footnote
    for reader in (lenient, strict):
        footnote._answering = replace(footnote._answering, reader=reader)
        reply = reply_to(footnote, question)
        assert reply.answered is (reader is lenient)
        assert reply.statements
        assert reply.found
    unread = reply_to(footnote, " ")
    assert (unread.answered, unread.probability, unread.statements, unread.found) == (False, 0.0, (), ())


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder beside the project, or FOOTNOTE_SHARED")
def test_the_data_beside_the_project_is_as_described() -> None:
    squad = squad2.read(SHARED / "evaldata")
    answerable = sum(question.answerable for question in squad.questions)
    assert (len(squad.paragraphs), answerable, len(squad.questions) - answerable) == (646, 2910, 3168)
    assert all(bool(question.answers) is question.answerable for question in squad.questions)
    claims = scifact.read(SHARED / "evaldata")
    ids = {row["id"] for row in claims.abstracts}
    assert (len(ids), len(claims.claims)) == (5183, 300)
    assert all(claim.text and claim.judged.keys() <= ids for claim in claims.claims)
    _, pairs = support.read(SHARED / "traindata")
    assert {pair.source for pair in pairs} == set(support.SUPPORT_SOURCES)
