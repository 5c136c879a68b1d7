"""A language model that makes follow-ups stand alone, over the real corpus, reader and records."""

import json
from collections.abc import Sequence

import pytest

from retrieval.bootstrap import open_footnote
from retrieval.domain.answers import Answer, Refusal
from retrieval.domain.inquiry import Inquiry, Turn
from retrieval.domain.records import Floor, Rewriting
from retrieval.footnote import Footnote
from retrieval.ports import Message, Reader
from retrieval.settings import RetrievalSettings
from retrieval.writing.rewriting import REWRITE_SCHEMA
from tests.building import drafting, passages_in
from tests.fakes import Reply, ScriptedModel
from tests.indexes import Index

DRONES = "How many drones has Iran provided to Russia since August?"
TURNS = (Turn(DRONES),)
QUOTED = "Since August, Iran has provided Russia with more than 400 UAVs, primarily of the Shahed variety"
WRITES = drafting((None, QUOTED))


def opened_with(index: Index, network: Reader, *replies: Reply) -> tuple[Footnote, ScriptedModel]:
    index.close()
    settings = RetrievalSettings(corpus_dir=index.corpus, data_dir=index.data, database_url=None)
    model = ScriptedModel(*replies)
    return open_footnote(settings, embedder=index.embedder, reader=network, chat_model=model), model


def rewriting_to(question: str) -> Reply:
    """A model that rewrites what it is asked to, and drafts else."""

    def reply(messages: Sequence[Message]) -> str:
        return WRITES(messages) if passages_in(messages) else json.dumps({"question": question})

    return reply


def test_a_follow_up_is_read_as_the_model_says_and_that_is_shown_and_kept(index: Index, network: Reader) -> None:
    footnote, model = opened_with(index, network, rewriting_to("How many drones has Iran provided since August?"))
    with footnote:
        asked = footnote.ask(Inquiry("How many since August?", turns=TURNS))
        receipt = footnote.receipt(asked.receipt_id or "").receipt
    assert isinstance(asked.outcome, Answer)
    assert (asked.outcome.question, asked.outcome.read_as) == (
        "How many since August?",
        "How many drones has Iran provided since August?",
    )
    assert model.schemas[0] == REWRITE_SCHEMA
    assert "rewrite" in asked.timings_ms
    assert receipt.trace == asked.trace
    assert asked.trace is not None
    assert asked.trace.rewriting is Rewriting.REWRITTEN
    assert asked.trace.calls == len(model.prompts)
    assert set(receipt.conditions.prompts) == {"answer", "judge", "repair", "rewrite"}


@pytest.mark.parametrize(
    ("given", "what_came"),
    [("What did Mallory say in 1999?", Rewriting.PUTS_IN), ("Did it deny that?", Rewriting.UNCHANGED)],
    ids=["invented", "unchanged"],
)
def test_where_it_cannot_be_used_the_plain_rule_reads_it(
    index: Index, network: Reader, given: str, what_came: Rewriting
) -> None:
    footnote, _ = opened_with(index, network, rewriting_to(given))
    with footnote:
        asked = footnote.ask(Inquiry("Did it deny that?", turns=TURNS))
        by_rule = footnote._answering.ask(footnote._generations.current, Inquiry("Did it deny that?", turns=()))
    assert asked.trace is not None
    assert asked.trace.rewriting is what_came
    assert "Mallory" not in (asked.outcome.read_as or "")
    assert by_rule.trace is None or by_rule.trace.rewriting is None


def test_a_question_without_turns_before_it_is_not_rewritten(index: Index, network: Reader) -> None:
    footnote, model = opened_with(index, network, rewriting_to("Who?"))
    with footnote:
        asked = footnote.ask(DRONES)
    assert asked.trace is not None
    assert asked.trace.rewriting is None
    assert REWRITE_SCHEMA not in model.schemas


def test_of_a_follow_up_that_is_refused_the_receipt_says_who_read_it(index: Index, network: Reader) -> None:
    footnote, model = opened_with(index, network, rewriting_to("Who won the 2022 World Cup?"))
    with footnote:
        asked = footnote.ask(Inquiry("Who won it?", turns=(Turn("When was the 2022 World Cup?"),)))
        receipt = footnote.receipt(asked.receipt_id or "").receipt
    assert isinstance(asked.outcome, Refusal)
    assert asked.outcome.read_as == "Who won the 2022 World Cup?"
    assert receipt.trace == asked.trace
    assert asked.trace is not None
    assert (asked.trace.floor, asked.trace.rewriting, len(model.prompts)) == (Floor.UNASKED, Rewriting.REWRITTEN, 1)
