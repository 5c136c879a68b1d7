"""Whatever a language model replies, and whatever its provider tells of it: nothing is raised, what is shown stands,
and a day's tokens are neither used up nor given back by what is told.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.documents import Document, Passage
from retrieval.domain.inquiry import Inquiry, Listener
from retrieval.domain.readings import Relation
from retrieval.errors import LanguageModelAwayError, LanguageModelDeclinedError, LanguageModelError
from retrieval.writing.drafts import PointSide, Told
from retrieval.writing.judgements import Unsupported, VerdictKind
from retrieval.writing.prompts import load_prompts
from retrieval.writing.retrying import CircuitBreaker, Clock, TriedModel
from retrieval.writing.writer import Writer
from tests.examples import few
from tests.fakes import ScriptedModel, WordHashEmbedder
from tests.faults import FAULT

TEXT = "Iran denied sending 30 drones to Russia. Kirby said that the module has an __init__.py file since August."
PASSAGE = Passage(document=Document(id="d", title="A title", text=TEXT), start=0, end=len(TEXT))
QUESTION_TOKENS = 4_000
QUESTION = "What did Iran deny?"
ODD = st.sampled_from(["\ud800", "\udfff x", "\x00", "\u202e", "{", '"', "la-" * 200, "**", "[1]", "𝟙", "\u0301" * 50])
SAID = st.one_of(
    st.sampled_from([TEXT, TEXT[:40], "Iran denied it.", "The module has an __init__.py file."]),
    ODD, st.text(max_size=30), st.tuples(st.sampled_from([TEXT[:40], TEXT[41:]]), ODD).map("".join),
)  # fmt: skip
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), SAID),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(SAID, inner, max_size=3)),
    max_leaves=8,
)
QUOTE = st.fixed_dictionaries({"passage": st.one_of(SAID, st.just("P1")), "text": st.one_of(SAID, ANY)})
POINT = st.fixed_dictionaries(
    {"quotes": st.one_of(st.lists(QUOTE), ANY), "sentence": st.one_of(st.none(), SAID, SAID, ANY)},
    optional={"side": st.one_of(st.sampled_from([*PointSide]), ANY)},
)
DRAFT = st.fixed_dictionaries(
    {"points": st.one_of(st.lists(POINT, max_size=4), ANY)},
    optional={
        "told": st.one_of(st.sampled_from([*Told]), ANY),
        "not_told": st.one_of(st.lists(st.one_of(SAID, st.just("What did Iran"))), ANY),
    },
)
REPLY: st.SearchStrategy[Any] = st.one_of(
    DRAFT.map(json.dumps),
    ANY.map(json.dumps),
    DRAFT.map(lambda value: json.dumps(value)[:-3]),
    st.text(max_size=60),
    st.sampled_from(
        [LanguageModelAwayError(FAULT, what="Away.", remedy="."),
         LanguageModelDeclinedError(FAULT, what="No.", remedy="."),
         LanguageModelError(FAULT, what="Bad.", remedy=".")]
    ),
)  # fmt: skip
VERDICT = st.fixed_dictionaries(
    {
        "sentence": st.one_of(SAID, st.just("S1-00000000")),
        "verdict": st.one_of(st.sampled_from([*VerdictKind]), ANY),
    },
    optional={"not_borne_out": st.one_of(st.lists(st.one_of(st.sampled_from([*Unsupported]), SAID), max_size=3), ANY)},
)
JUDGED = st.one_of(
    st.fixed_dictionaries({"verdicts": st.one_of(st.lists(VERDICT, max_size=3), ANY)}).map(json.dumps), REPLY
)
"""What a model may reply that is asked for its verdicts."""
REPLIES = st.one_of(
    st.lists(REPLY, min_size=1, max_size=2),
    st.tuples(DRAFT.map(json.dumps), JUDGED).map(list),
)
TOLD = st.one_of(st.none(), st.integers(), st.just(10**30), st.just(-(10**30)), st.integers(0, 5_000))


class Ledger:
    """The `TokenLedger` port in memory."""

    def __init__(self) -> None:
        self.tokens = 0

    def reserve(self, guild_id: int, day: date, tokens: int, limit: int) -> bool:
        self.tokens += tokens
        return True

    def give_back(self, guild_id: int, day: date, tokens: int) -> None:
        self.tokens -= tokens

    def used(self, guild_id: int, day: date) -> int:
        return self.tokens


class Credulous:
    """A `SupportJudge` that finds everything supported."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        for quoted, statement in pairs:
            (quoted + statement).encode()
        return [{relation: float(relation is Relation.SUPPORTS) for relation in Relation} for _ in pairs]


def check(replies: list[Any], counts: tuple[int | None, int | None], listens: bool, judges: bool) -> None:
    model = ScriptedModel(*replies)
    model.tells = counts
    ledger = Ledger()
    clock = Clock(now=lambda: 0.0, sleep=lambda _: None)
    writer = Writer(
        model=TriedModel(model=model, breaker=CircuitBreaker(now=clock.now), clock=clock),
        prompts=load_prompts(),
        counter=WordHashEmbedder(),
        ledger=lambda: ledger,
        timeout_seconds=0.0 if LanguageModelAwayError in map(type, replies) else 20.0,
        question_tokens=QUESTION_TOKENS,
        judges=judges,
        daily_tokens=100_000,
    )
    with writer.calls_for(1) as calls:
        composed = writer.compose(
            Inquiry(QUESTION, guild_id=1),
            [PASSAGE],
            Credulous(),
            calls,
            stage=lambda _: nullcontext(),
            listener=Listener(on_statements=(lambda _: None) if listens else None),
        )
    assert bool(composed.statements) == (composed.trace.floor is None)
    for statement in composed.statements:
        statement.text.encode()
        assert all(citation.quote in TEXT for citation in statement.citations)
    assert all(words in QUESTION and words != QUESTION for words in composed.not_told)
    assert 0 <= ledger.tokens <= 8 * QUESTION_TOKENS
    assert composed.trace.tokens_in >= 0
    assert composed.trace.tokens_out >= 0


@given(REPLIES, st.tuples(TOLD, TOLD), st.booleans(), st.booleans())
def test_nothing_is_raised(
    replies: list[Any], counts: tuple[int | None, int | None], listens: bool, judges: bool
) -> None:
    check(replies, counts, listens, judges)


@pytest.mark.slow
@few(600, elsewhere=3_000)
@given(REPLIES, st.tuples(TOLD, TOLD), st.booleans(), st.booleans())
def test_nor_by_many_more(
    replies: list[Any], counts: tuple[int | None, int | None], listens: bool, judges: bool
) -> None:
    check(replies, counts, listens, judges)
