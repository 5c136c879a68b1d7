"""What the reader is trained with: its own files in floats again, and the pairs that the product's search finds."""

import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from retrieval.adapters.models.onnx_files import TOKENIZER
from retrieval.adapters.models.onnx_reader import READER_OUTPUTS
from retrieval.adapters.models.reader_card import JUDGE_NETWORK, READER_FOLDER, READER_NETWORK

if TYPE_CHECKING:
    from training.examples import Example

PAIRS = (
    ("Who denied it?", "Iran has provided Russia with 400 drones. Tehran denied it."),
    ("How long is the lake?", "Bread rises for two hours. It is baked in an oven of clay, and eaten warm."),
)
LAKE = "The lake is 12 kilometres long. The water is cold, and trout live in it."
SHORE = "On the shore of the lake stands an inn, which is long closed. Its garden is known for its roses."
FERRY = "A ferry crosses the lake twice a day. It is 12 kilometres by road from the town to the pier."
GUIDE = {
    "phones.md": """# Phones

## Move your vault to another phone

Export the vault from the settings of the old phone, and import the file on the new one. Both must be of one version.

## Why is my phone not found?

A phone is found only while its screen is on. Wake it and look again. It may take a minute until it is shown here.
""",
    "vaults.md": """# Vaults

## Share a vault with your family

Invite each of them by mail from the page of the vault. Whoever accepts sees all that is in it from then on.

```sh
# Back up the vault
vault backup
```
""",
}


def row(question: str, context: str, answer: str = "") -> dict[str, Any]:
    answers = [{"text": answer, "start": context.index(answer)}] if answer else []
    return {"question": question, "context": context, "answers": answers, "answerable": True, "source": "lakes"}


@pytest.mark.parametrize(("file", "outputs"), [(READER_NETWORK, READER_OUTPUTS), (JUDGE_NETWORK, ("relation",))])
def test_network_of_the_shipped_files_computes_what_their_weights_do_in_floats(
    file: str, outputs: Sequence[str]
) -> None:
    import onnx
    import torch
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from training.from_shipped import judge_of, network_of
    from training.requantise import in_floats

    reader = onnx.load(READER_FOLDER / READER_NETWORK)
    network = network_of(reader) if file == READER_NETWORK else judge_of(reader, onnx.load(READER_FOLDER / file))
    floats = InferenceSession(in_floats(onnx.load(READER_FOLDER / file)).SerializeToString())
    tokenizer = Tokenizer.from_file(str(READER_FOLDER / TOKENIZER))
    for pair in PAIRS:
        encoding = tokenizer.encode(*pair)
        given = {
            "input_ids": np.array([encoding.ids]),
            "attention_mask": np.array([encoding.attention_mask]),
            "token_type_ids": np.array([encoding.type_ids]),
        }
        with torch.no_grad():
            heads = network(*map(torch.from_numpy, given.values()))
        for name, as_exported in zip(outputs, floats.run(outputs, given), strict=True):
            assert getattr(heads, name).numpy() == pytest.approx(as_exported, abs=2e-3), name


def found_for(rows: list[dict[str, Any]]) -> "list[Example]":
    from training.hard_passages import hard_passages

    return list(hard_passages(rows, 480, random.Random(1)))


def test_hard_passages_are_those_found_without_the_answers_words() -> None:
    rows = [
        row("How long is the lake?", LAKE, "12 kilometres"),
        *(row("?", text, "the lake") for text in (SHORE, FERRY)),
    ]
    examples = [example for example in found_for(rows) if example.first.casefold().startswith("how long")]
    (answered,) = (example for example in examples if example.answerable)
    assert answered.span is not None
    assert answered.second[slice(*answered.span)] == "12 kilometres"
    # The ferry's road is as long: whether that answers is for nobody to say.
    assert [example.second for example in examples if not example.answerable] == [SHORE]
    assert not any(example.relevant for example in examples if not example.answerable)


def test_hard_passages_of_questions_without_a_span_are_of_other_contexts() -> None:
    examples = found_for([row("Do trout live in the lake?", LAKE), row("Is the inn closed?", SHORE)])
    kinds = {(example.first.rstrip("?").casefold(), example.second): example.answerable for example in examples}
    assert kinds == {
        ("do trout live in the lake", LAKE): True,
        ("do trout live in the lake", SHORE): False,
        ("is the inn closed", SHORE): True,
        ("is the inn closed", LAKE): False,
    }


def test_hard_passages_leave_out_what_training_holds_back() -> None:
    from training.rows import is_held_back

    texts = (f"{LAKE} It lies {number} metres above the sea." for number in itertools.count())
    text = next(text for text in texts if is_held_back(text))
    examples = found_for([row("How long is the lake?", text, "12 kilometres"), row("Is the inn closed?", SHORE)])
    assert {example.second for example in examples} == {SHORE}


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    from training.hard_passages import read_examples, write_examples

    examples = found_for([row("How long is the lake?", LAKE, "12 kilometres"), row("Is the inn closed?", SHORE)])
    write_examples(examples, tmp_path / "examples.jsonl")
    assert examples
    assert read_examples(tmp_path / "examples.jsonl") == examples


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Why is my phone not found?", {"why is my phone not found"}),
        ("Q: Can I share a vault?", {"can i share a vault"}),
        ("1. How to share a vault", {"share a vault"}),
        ("Sharing a vault", {"share a vault"}),
        ("Rate limits of the service", {"rate limits of the service"}),
        ("Overview", set()),
        ("By type", set()),
        ("26.1.0", set()),
        ("client.send(message)", set()),
    ],
)
def test_documentation_question_asks_what_its_heading_says(heading: str, asked: set[str]) -> None:
    from training.documentation import questions_of

    vocabulary = {"share": 9, "shar": 0}
    questions = [question for seed in range(20) for question in questions_of(heading, vocabulary, random.Random(seed))]
    assert bool(questions) == bool(asked)
    assert all(any(words in question.casefold() for words in asked) for question in questions)
    if asked and not heading.endswith("?"):
        assert len(set(questions)) > 5


def test_documentation_pairs_answer_from_the_section_under_the_heading(tmp_path: Path) -> None:
    from training.documentation import documentation_pairs

    for name, text in GUIDE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pairs = list(documentation_pairs(tmp_path, 180, random.Random(3)))
    assert not [pair for pair in pairs if "back up" in pair.first.casefold()]  # No heading, but code.
    for words, begins, others in (
        ("another phone", "Export the vault", {"A phone is found", "Invite each"}),
        ("not found", "A phone is found", {"Export the vault", "Invite each"}),
    ):
        asked = [pair for pair in pairs if words in pair.first.casefold()]
        assert {pair.second[: len(begins)] for pair in asked if pair.answerable} == {begins}
        wrong = [pair for pair in asked if not pair.answerable]
        assert wrong
        assert all(any(pair.second.startswith(other) for other in others) for pair in wrong)
    spans = {pair.second[slice(*pair.span)].strip() for pair in pairs if pair.span}
    assert spans == {"A phone is found only while its screen is on."}


def test_relation_known_only_not_to_be_supported_may_be_either_other() -> None:
    import torch
    from torch.nn import functional

    from training.examples import CONTRADICTS, NO_SUPPORT, OPEN, SUPPORTS
    from training.train_reader import relation_loss

    logits = torch.tensor([[2.0, 0.5, -1.0], [0.1, 0.2, 0.3], [1.0, 1.0, 1.0]])
    known = torch.tensor([SUPPORTS, OPEN, -100])
    assert relation_loss(logits, known).item() == pytest.approx(
        functional.cross_entropy(logits, known, ignore_index=-100).item()
    )
    unknown = torch.tensor([NO_SUPPORT])
    for other in (CONTRADICTS, OPEN):
        sure = torch.zeros(1, 3)
        sure[0, other] = 9.0
        assert relation_loss(sure, unknown).item() < 0.01
    supports = torch.zeros(1, 3)
    supports[0, SUPPORTS] = 9.0
    assert relation_loss(supports, unknown).item() > 5


def test_figures_of_pairs_tell_apart_and_count_what_is_kept() -> None:
    from training.compare import figures
    from training.examples import Example

    pairs = [Example(kind="", first="", second="", answerable=answers) for answers in (True, True, False, False)]
    weights = {"intercept": -1.0, "answerable": 1.0, "relevance": 0.0}
    found = figures(pairs, np.array([[3.0, 0.0], [-1.0, 1.0], [2.0, 2.0], [-9.0, 3.0]]), weights)
    assert found["auroc_answerable"] == found["auroc_both"] == 0.75
    assert found["auroc_relevance"] == 0.0
    assert found["kept_above_0.9"] == found["kept_above_0.8"] == 0.5
    assert found["probability_where_answered"] == pytest.approx((0.8808 + 0.1192) / 2, abs=1e-4)


def test_relations_known_only_in_part_do_not_count_when_they_are_compared() -> None:
    from training.compare import macro_f1
    from training.examples import CONTRADICTS, NO_SUPPORT, OPEN, SUPPORTS, Example

    relations = (SUPPORTS, CONTRADICTS, OPEN, NO_SUPPORT)
    pairs = [Example(kind="statement", first="", second="", relation=relation) for relation in relations]
    told = np.eye(3)[[SUPPORTS, CONTRADICTS, OPEN, SUPPORTS]]
    assert macro_f1(pairs, told) == 1.0
    assert macro_f1(pairs, np.roll(told, 1, axis=1)) == 0.0


SEA = (
    "The ferry may leave up to 2 hours late in May. According to Maren Holt, no boat left in 1953 if the wind was "
    "strong. Tilda Berg asked Maren Holt for 40 lamps. The old pier is open to all visitors now. "
    "Lamps were sold at the northern harbour. The new harbour is of little use to the ferry."
)


def test_statements_are_borne_out_or_changed_in_one_thing() -> None:
    from training.contrasts import CHANGES, statements_of
    from training.examples import NO_SUPPORT, SUPPORTS

    class NoSynonyms:
        def synonyms(self, _: str) -> list[str]:
            return []

    made = list(statements_of([{"context": SEA}] * 400, NoSynonyms(), random.Random(1)))  # type: ignore[arg-type]
    changed = [example for example in made if example.relation == NO_SUPPORT]
    assert all(example.second in SEA for example in made)
    assert all(example.first in SEA for example in made if example.relation == SUPPORTS)
    for change in CHANGES:
        sentences = [sentence + "." for sentence in SEA.removesuffix(".").split(". ")]
        assert any(change(sentence, sentences, random.Random(seed)) for sentence in sentences for seed in range(20)), (
            change.__name__
        )
    kinds = {example.first for example in changed}
    assert any("boat left in 1953" in text and "According" not in text for text in kinds)
    assert any("Maren Holt asked Tilda Berg" in text for text in kinds)
    assert any(" will leave" in text for text in kinds)
    assert any("1953." in text for text in kinds)


def test_written_questions_are_paired_with_their_passage_and_with_what_is_found_beside_it(tmp_path: Path) -> None:
    from retrieval.adapters.models.onnx_reader import OnnxReader
    from training.hard_passages import searching
    from training.written_questions import Written, pairs_of_folder

    corpus = tmp_path / "lakes"
    corpus.mkdir()
    for name, text in (("lake.md", LAKE), ("shore.md", SHORE), ("ferry.md", FERRY)):
        (corpus / name).write_text(f"# {name.removesuffix('.md').title()}\n\n{text}\n", encoding="utf-8")
    of_lake = {"folder": "lakes", "passage": LAKE, "header": "Lake", "title": "Lake"}
    rows = [
        Written(**of_lake, question="Can I catch fish there?", answer="trout live in it"),
        Written(**of_lake, question="How deep is the lake?", answer=None),
    ]
    with searching(corpus, tmp_path) as retriever:
        examples = list(pairs_of_folder(rows, retriever, OnnxReader(), random.Random(1)))
    answered, *hard_ones, near_miss = examples
    assert answered.span is not None
    assert answered.second[slice(*answered.span)] == "trout live in it"
    assert answered.answerable
    assert {example.second for example in hard_ones} == {SHORE, FERRY}
    assert all(example.answerable is False and example.weight < answered.weight for example in hard_ones)
    assert (near_miss.second, near_miss.answerable, near_miss.weight) == (LAKE, False, 1.0)


def test_an_answer_that_does_not_stand_in_its_passage_is_named(tmp_path: Path) -> None:
    from training.written_questions import written_rows

    file = tmp_path / "written.jsonl"
    row_of_file = {"folder": "lakes", "passage": LAKE, "header": "", "title": "", "question": "?", "answer": "13 miles"}
    file.write_text(json.dumps(row_of_file) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="13 miles"):
        written_rows(file)


def test_judged_passages_become_pairs_with_the_sentences_that_answer(tmp_path: Path) -> None:
    from training.batches import batches, cutting_tokenizer, encode
    from training.hard_passages import read_examples, write_examples
    from training.judged_passages import judged_pairs, judged_questions

    passages = [{"text": text, "header": "Lake – Water", "title": "Lake"} for text in (LAKE, SHORE, FERRY)]
    answer = (LAKE.index("trout"), LAKE.index("trout") + len("trout live in it"))
    row = {"question": "Can I catch fish?", "passages": passages, "answers": {"0": [answer]}, "maybe": [2]}
    file = tmp_path / "judged.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    write_examples(list(judged_pairs(judged_questions(file), random.Random(1))), tmp_path / "pairs.jsonl")
    answered, hard_one = read_examples(tmp_path / "pairs.jsonl")
    assert (answered.second, answered.answerable, answered.within) == (LAKE, True, (answer,))
    assert (hard_one.second, hard_one.answerable, hard_one.within) == (SHORE, False, ())
    tokenizer = cutting_tokenizer((READER_FOLDER / TOKENIZER).read_bytes())
    (batch,) = batches(list(encode(tokenizer, [answered, hard_one])), 1000, random.Random(1))
    of_answer = int(batch.answerable.int().argmax())
    marked = tokenizer.decode(batch.input_ids[of_answer][batch.within[of_answer]].tolist())
    assert marked == "trout live in it"
    assert not batch.within[1 - of_answer].any()


@pytest.mark.parametrize("answers", [{"1": [[0, 3]]}, {"0": [[0, 5000]]}, {"0": []}])
def test_a_judgement_of_what_is_not_there_is_named(tmp_path: Path, answers: dict[str, object]) -> None:
    from training.judged_passages import judged_questions

    row = {
        "question": "How deep?",
        "passages": [{"text": LAKE, "header": "", "title": ""}],
        "answers": answers,
        "maybe": [],
    }
    file = tmp_path / "judged.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="How deep"):
        list(judged_questions(file))


def test_a_span_within_the_sentences_that_answer_costs_nothing_and_one_outside_does() -> None:
    import torch

    from training.batches import Batch
    from training.model import Heads
    from training.train_reader import loss_within

    within = torch.tensor([[False, False, True, True]])
    fields = {name: torch.zeros(1, 4) for name in Batch.__dataclass_fields__}
    batch = Batch(
        **fields | {"within": within, "may_hold_span": torch.ones(1, 4, dtype=torch.bool), "weight": torch.ones(1)}
    )

    def loss_at(token: int) -> float:
        logits = torch.full((1, 4), -20.0)
        logits[0, token] = 20.0
        heads = {name: torch.zeros(1) for name in Heads.__dataclass_fields__} | {"start": logits, "end": logits}
        return float(loss_within(Heads(**heads), batch))

    assert loss_at(2) == loss_at(3) == pytest.approx(0, abs=1e-3)
    assert loss_at(0) > 10
