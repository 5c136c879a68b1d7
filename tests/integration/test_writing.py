"""A language model that writes what a test tells it to, over the real corpus, reader, grounding and records."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from retrieval.adapters.sql.records import SqlRecords
from retrieval.answering.ask import Response
from retrieval.bootstrap import open_footnote
from retrieval.domain.answers import JOINED, Answer, Refusal
from retrieval.domain.inquiry import Listener, Stage
from retrieval.domain.records import Floor
from retrieval.domain.verdicts import FateKind
from retrieval.errors import LanguageModelAwayError, LanguageModelDeclinedError, LanguageModelError, RecordsError
from retrieval.footnote import Footnote
from retrieval.ports import Message, Reader, Role, TokenLedger
from retrieval.settings import RetrievalSettings, Strictness
from retrieval.writing.draft_reader import draft_of
from retrieval.writing.drafts import DRAFT_SCHEMA
from retrieval.writing.grounding.grounding import MAX_GROUNDED_STATEMENTS
from retrieval.writing.prompts import load_prompts
from retrieval.writing.retrying import CircuitBreaker, Clock, TriedModel
from retrieval.writing.token_counts import max_output_tokens
from retrieval.writing.writer import MAX_PASSAGES, Writer
from tests.building import abstaining, drafting, passages_in
from tests.fakes import Reply, ScriptedModel
from tests.faults import FAULT
from tests.indexes import Asking, Index

DRONES = "How many drones has Iran provided to Russia since August?"
SAID = "Kirby said that Iran has supplied more than 400 UAVs to Russia since August."
QUOTED = "Since August, Iran has provided Russia with more than 400 UAVs, primarily of the Shahed variety"
WRITES = drafting((SAID, QUOTED))
USED = (
    "Russia has then taken these Iranian drones and used them to target Ukrainian critical infrastructure inside"
    " Ukraine, according to the White House"
)
UNSUPPORTED = "According to Kirby, more than 900 tanks have gone to Russia since March, most of them of one kind."
AWAY = LanguageModelAwayError(FAULT, what="It is away.", remedy="Wait.", retry_after_seconds=99.0)
FAILING = LanguageModelError(FAULT, what="It has no key.", remedy="Set one.")
DECLINING = LanguageModelDeclinedError(FAULT, what="It declines.", remedy="Ask another way.")
TODAY = date(2026, 5, 3)
GUILD = 7
TOLD_IN, TOLD_OUT = 2_000, 80


class AwayLedger:
    """Records that cannot be reached."""

    def reserve(self, *_: object) -> bool:
        raise RecordsError(FAULT, what="The database is away.", remedy="Wait.")

    def give_back(self, *_: object) -> None:
        raise AssertionError

    def used(self, *_: object) -> int:
        raise AssertionError


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[TokenLedger]:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    yield records.tokens
    records.close()


@pytest.fixture
def writing(footnote: Footnote, ledger: TokenLedger) -> Callable[..., tuple[Asking, ScriptedModel]]:
    """The product's own answering, with a writer whose model gives these replies."""

    def build(*replies: Reply, **changed: Any) -> tuple[Asking, ScriptedModel]:
        model = ScriptedModel(*replies)
        model.tells = changed.pop("tells", (TOLD_IN, TOLD_OUT))
        clock = Clock(now=lambda: 0.0, sleep=lambda _: None)
        counts = changed.pop("ledger", ledger)
        writer = Writer(
            model=TriedModel(model=model, breaker=CircuitBreaker(now=clock.now), clock=clock),
            prompts=load_prompts(),
            counter=footnote.embedder,
            ledger=lambda: counts,
            timeout_seconds=20.0,
            question_tokens=changed.pop("question_tokens", 10_000),
            judges=changed.pop("judges", False),
            daily_tokens=changed.pop("daily_tokens", 0),
            today=lambda: TODAY,
        )
        answering = replace(footnote._answering, writer=writer, **changed)
        return Asking(answering, footnote._generations.current), model

    return build


Writing = Callable[..., tuple[Asking, ScriptedModel]]


def told(asked: Response) -> list[str]:
    assert isinstance(asked.outcome, Answer)
    return [statement.text for statement in asked.outcome.statements]


# What it writes.


def test_what_the_sources_bear_out_is_shown_in_its_words(writing: Writing) -> None:
    answering, model = writing(WRITES)
    asked = answering.ask(DRONES)
    assert told(asked) == [SAID]
    assert isinstance(asked.outcome, Answer)
    assert QUOTED in asked.outcome.citations[0].quote
    assert asked.trace is not None
    assert (asked.trace.model, asked.trace.floor, asked.trace.calls) == (model.name, None, 1)
    assert (asked.trace.tokens_in, asked.trace.tokens_out) == (TOLD_IN, TOLD_OUT)
    assert [fate.kind for fate in asked.trace.fates] == [FateKind.KEPT]
    assert {"write", "ground"} <= asked.timings_ms.keys()


def test_what_they_do_not_is_not(writing: Writing) -> None:
    asked = writing(drafting((SAID, QUOTED), (UNSUPPORTED, QUOTED)))[0].ask(DRONES)
    assert told(asked)[0] == SAID
    assert "tanks" not in " ".join(told(asked))
    assert asked.trace is not None
    assert [fate.kind is FateKind.KEPT for fate in asked.trace.fates] == [True, False]


@pytest.mark.parametrize("long", ["sentence", "quote"])
def test_what_is_too_long_costs_its_own_statement_alone(writing: Writing, long: str) -> None:
    whole = drafting((USED + ".", USED), (SAID, QUOTED))

    def reply(messages: Sequence[Message]) -> str:
        draft = json.loads(whole(messages))
        point = draft["points"][0]
        if long == "sentence":
            point["sentence"] = f"{USED}. " * 20
        else:
            point["quotes"][0]["text"] = f"{USED}. " * 20
        return json.dumps(draft)

    answering, model = writing(reply)
    asked = answering.ask(DRONES)
    assert SAID in told(asked)
    assert max(map(len, told(asked))) < 600
    assert asked.trace is not None
    assert asked.trace.fates[-1].kind is FateKind.KEPT
    assert (asked.trace.floor, len(model.prompts)) == (None, 1)


def test_where_nothing_is_left_the_sources_answer(writing: Writing, footnote: Footnote) -> None:
    asked = writing(drafting(("The moon is made of green cheese.", None)))[0].ask(DRONES)
    assert asked.outcome == footnote.answer(DRONES).outcome
    assert asked.trace is not None
    assert asked.trace.floor is Floor.NOT_BORNE_OUT


def test_a_model_that_never_cites_is_cited_for(writing: Writing) -> None:
    sentence = "Since August, Iran has provided Russia with more than 400 UAVs, according to Kirby."
    asked = writing(drafting((sentence, None), (SAID, None)))[0].ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    assert told(asked)[0] == sentence
    assert "400" in asked.outcome.citations[0].quote
    assert asked.trace is not None
    assert asked.trace.floor is None
    assert asked.trace.fates[0].kind is FateKind.CITED


def test_where_its_sentence_does_not_hold_its_quotes_are_the_answer(writing: Writing) -> None:
    asked = writing(drafting((UNSUPPORTED, QUOTED)))[0].ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    (statement,) = asked.outcome.statements
    assert QUOTED in statement.text == JOINED.join(citation.quote for citation in statement.citations)
    assert asked.trace is not None
    assert (asked.trace.floor, [fate.kind for fate in asked.trace.fates]) == (None, [FateKind.REPAIRED])
    assert asked.trace.in_words == f"Quotes chosen by {asked.trace.model}, and all words are the sources'."


def test_quotes_without_a_sentence_are_the_answer_in_its_order(writing: Writing) -> None:
    asked = writing(drafting((None, USED), (None, QUOTED)))[0].ask(DRONES)
    first, second = told(asked)
    assert USED in first
    assert QUOTED in second
    assert asked.trace is not None
    assert [fate.kind for fate in asked.trace.fates] == [FateKind.QUOTED] * 2


def test_a_model_that_quotes_the_question_has_said_nothing(writing: Writing, footnote: Footnote) -> None:
    reply = {"points": [{"quotes": [{"passage": "P1", "text": DRONES}], "sentence": DRONES}], "told": "all"}
    asked = writing(json.dumps(reply))[0].ask(DRONES)
    assert asked.outcome == footnote.answer(DRONES).outcome
    assert asked.trace is not None
    assert asked.trace.floor is Floor.NOT_BORNE_OUT


@pytest.mark.parametrize(
    ("not_told", "unanswered"),
    [
        (["since\u00a0August"], ("since August",)),
        (["since August", "who made them", "August", "since August", DRONES], ("since August",)),
        ([], ()),
    ],
    ids=["of the question", "of anything", "nothing"],
)
@pytest.mark.parametrize("says", ["all", "part"])
def test_what_it_says_is_not_told_is_named_in_the_words_of_the_question(
    writing: Writing, not_told: list[str], unanswered: tuple[str, ...], says: str
) -> None:
    def reply(messages: Sequence[Message]) -> str:
        return json.dumps({**json.loads(WRITES(messages)), "told": says, "not_told": not_told})

    asked = writing(reply)[0].ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    assert told(asked) == [SAID]
    assert asked.outcome.unanswered == (unanswered if says == "part" else ())


def test_the_parts_that_are_not_answered_are_still_named_and_not_asked_of_it(writing: Writing) -> None:
    answering, model = writing(WRITES)
    asked = answering.ask(f"{DRONES} And who won the 2022 World Cup?")
    assert isinstance(asked.outcome, Answer)
    assert asked.outcome.unanswered == ("And who won the 2022 World Cup?",)
    assert "World Cup" not in model.prompts[0][-1].text
    assert DRONES in model.prompts[0][-1].text


# What it is told.


def test_it_is_told_the_passages_that_were_read_the_likeliest_first(writing: Writing) -> None:
    answering, model = writing(WRITES)
    asked = answering.ask(DRONES)
    passages = list(passages_in(model.prompts[0]).values())
    (judged,) = asked.judged
    likeliest = list(dict.fromkeys(reading.passage.text for reading in judged.readings))
    assert 5 <= len(passages) <= MAX_PASSAGES
    assert [text in passage for text, passage in zip(likeliest, passages, strict=False)] == [True] * len(passages)
    assert model.schemas == [DRAFT_SCHEMA]


def test_it_is_told_no_more_than_there_is_room_for(writing: Writing, footnote: Footnote) -> None:
    answering, model = writing(WRITES, question_tokens=2_200)
    answering.ask(DRONES)
    whole = footnote.embedder.count_tokens([message.text for message in model.prompts[0]])
    assert 1 <= len(passages_in(model.prompts[0])) < 5
    assert sum(whole) <= 2_200 / 2


def test_passages_of_other_documents_than_were_asked_for_are_not_told(writing: Writing) -> None:
    answering, model = writing(abstaining())
    answering.ask(DRONES, documents=["unprecedented-defense-partnership"])
    passages = passages_in(model.prompts[0]).values()
    assert passages
    assert all("Iran, Russia expanding their ‘unprecedented’ defense partnership" in passage for passage in passages)


@pytest.mark.parametrize("question", ["", "Who won the 2022 World Cup?", "Why did Israel sell drones to Russia?"])
def test_what_is_refused_without_a_model_is_refused_with_one_and_it_is_not_asked(
    writing: Writing, footnote: Footnote, question: str
) -> None:
    answering, model = writing(WRITES)
    asked = answering.ask(question)
    assert isinstance(asked.outcome, Refusal)
    without = footnote.answer(question).outcome
    assert isinstance(without, Refusal)
    # More passages are read for a model, and what is read comes first among the nearest: the first may be another, and
    # deny what a question takes for granted or not.
    with_model, on_its_own = (
        replace(refusal, nearest=(), facts=replace(refusal.facts, is_premise_denied=False))
        for refusal in (asked.outcome, without)
    )
    assert with_model == on_its_own
    assert (model.prompts, asked.trace) == ([], None)


# Where it does not write.


@pytest.mark.parametrize(
    ("replies", "floor"),
    [
        ((AWAY,), Floor.AWAY),
        ((FAILING,), Floor.FAILED),
        ((DECLINING,), Floor.DECLINED),
        (("Sorry!", "No."), Floor.UNREADABLE),
        (("Sorry!", AWAY), Floor.UNREADABLE),
        (("Sorry!", FAILING), Floor.UNREADABLE),
    ],
    ids=["away", "failing", "declining", "no JSON", "no JSON, then away", "no JSON, then failing"],
)
def test_where_it_fails_the_sources_answer_and_a_line_says_so(
    writing: Writing, footnote: Footnote, replies: tuple[Reply, ...], floor: Floor
) -> None:
    answering, model = writing(*replies)
    asked = answering.ask(DRONES)
    assert asked.outcome == footnote.answer(DRONES).outcome
    assert asked.trace is not None
    assert asked.trace.floor is floor
    assert asked.trace.in_words.endswith("these are sentences of the sources.")
    assert asked.trace.calls == len(model.prompts) == len(replies)
    assert "write" in asked.timings_ms


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ((FAILING,), "It has no key. Set one."),
        ((DECLINING,), "It declines. Ask another way."),
        (("Sorry!", "No."), "raise LANGUAGE_MODEL_QUESTION_TOKENS."),
    ],
    ids=["failing", "declining", "no JSON"],
)
def test_the_log_says_which_model_what_happened_and_what_to_do(
    writing: Writing, replies: tuple[Reply, ...], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    answering, model = writing(*replies)
    answering.ask(DRONES)
    (warned,) = [record.getMessage() for record in caplog.records if record.name == "retrieval.writing.writer"]
    assert warned.startswith(f"the sources answer in place of {model.name}: ")
    assert warned.endswith(words)


def test_a_reply_that_is_no_draft_is_asked_for_again_with_what_is_wrong(writing: Writing) -> None:
    answering, model = writing("I think that", WRITES)
    asked = answering.ask(DRONES)
    assert told(asked) == [SAID]
    assert asked.trace is not None
    assert asked.trace.calls == 2
    first, again = model.prompts
    assert again[: len(first)] == first
    assert again[len(first)] == Message(Role.MODEL, "I think that")
    assert again[-1].role is Role.USER
    assert "no whole JSON object" in again[-1].text


def test_where_it_fails_as_it_is_asked_again_both_are_told(writing: Writing) -> None:
    asked = writing("I think that", AWAY)[0].ask(DRONES)
    assert asked.trace is not None
    assert asked.trace.cause == "The reply holds no whole JSON object. And as it was asked again: It is away."


def test_it_is_not_asked_again_for_more_than_a_question_may_cost(writing: Writing) -> None:
    answering, model = writing("I think " * 300, WRITES, question_tokens=2_200)
    asked = answering.ask(DRONES)
    assert asked.trace is not None
    assert (asked.trace.floor, len(model.prompts)) == (Floor.UNREADABLE, 1)


def test_one_that_abstains_is_believed_where_the_reader_is_not_sure_either(
    writing: Writing, footnote: Footnote
) -> None:
    # Answered as leniently as may be, and not by the strict threshold.
    answering, _ = writing(abstaining(), strictness=Strictness.LENIENT)
    thresholds = footnote.reader.calibration.thresholds
    asked = next(
        asked
        for asked in map(answering.ask, UNSURE)
        if asked.trace is not None and (asked.probability or 0) < thresholds[Strictness.STRICT]
    )
    assert isinstance(asked.outcome, Refusal)
    assert asked.trace is not None
    assert asked.trace.floor is Floor.ABSTAINED


UNSURE = [
    "Where are the drones assembled?",
    "Who sells drones to Russia?",
    "What do sanctions do to Iran?",
    "Is there a drone factory in Russia?",
    "How are drones sent to Russia?",
    "Who trained the operators of the drones?",
    "What does Israel say about the drones?",
    "When were the first drones sent?",
]


def test_and_is_not_where_the_reader_is_sure(writing: Writing, footnote: Footnote) -> None:
    asked = writing(abstaining())[0].ask(DRONES)
    assert asked.outcome == footnote.answer(DRONES).outcome
    assert asked.trace is not None
    assert asked.trace.floor is Floor.ABSTAINED


def test_why_a_model_finds_no_answer_is_not_logged(writing: Writing, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        writing(abstaining("Nothing says whether the unmentionable came."))[0].ask(DRONES)
    assert "finds no answer" in caplog.text
    assert "unmentionable" not in caplog.text


# What it may cost.


def test_a_day_counts_what_was_used_and_no_more(writing: Writing, ledger: TokenLedger) -> None:
    answering, _ = writing(WRITES, daily_tokens=20_000)
    answering.ask(DRONES, guild_id=GUILD)
    assert ledger.used(GUILD, TODAY) == TOLD_IN + TOLD_OUT
    assert ledger.used(0, TODAY) == 0


@pytest.mark.parametrize(
    "tells",
    [(10**30, 10**30), (0, 0), (10**9, 0), (-5_000, -5_000), (None, None)],
    ids=["far too many", "none", "one of each", "less than none", "untold"],
)
def test_what_cannot_be_is_not_counted(writing: Writing, ledger: TokenLedger, tells: tuple[int, int]) -> None:
    """A provider that tells what it likes neither uses up a day nor gets round its limit."""
    believed, _ = writing(WRITES, daily_tokens=20_000, tells=(None, None))
    believed.ask(DRONES, guild_id=GUILD + 1)
    asked = writing(WRITES, daily_tokens=20_000, tells=tells)[0].ask(DRONES, guild_id=GUILD)
    assert told(asked) == [SAID]
    # A nonce is drawn for each question, and is more or fewer tokens.
    assert ledger.used(GUILD, TODAY) == pytest.approx(ledger.used(GUILD + 1, TODAY), rel=0.05)
    assert ledger.used(GUILD, TODAY) > 500


def test_a_guild_whose_day_is_spent_is_answered_by_the_sources(writing: Writing, ledger: TokenLedger) -> None:
    assert ledger.reserve(GUILD, TODAY, 15_000, 20_000)
    answering, model = writing(WRITES, daily_tokens=20_000)
    asked = answering.ask(DRONES, guild_id=GUILD)
    assert asked.trace is not None
    assert (asked.trace.floor, model.prompts) == (Floor.DAY_SPENT, [])
    assert told(answering.ask(DRONES, guild_id=GUILD + 1)) == [SAID]


def test_a_call_that_failed_and_that_nobody_has_read_costs_nothing(writing: Writing, ledger: TokenLedger) -> None:
    refused = LanguageModelAwayError(FAULT, what="Nobody is there.", remedy="Wait.", retry_after_seconds=0.0)
    refused.unread = True
    answering, model = writing(refused, refused, WRITES, daily_tokens=20_000)
    asked = answering.ask(DRONES, guild_id=GUILD)
    assert asked.trace is not None
    assert asked.trace.calls == len(model.prompts) == 3
    assert asked.trace.tokens_in == TOLD_IN
    assert ledger.used(GUILD, TODAY) == TOLD_IN + TOLD_OUT


def test_a_call_that_failed_and_may_have_been_read_counts_with_its_prompt(
    writing: Writing, ledger: TokenLedger
) -> None:
    answering, _ = writing(AWAY, daily_tokens=20_000)
    asked = answering.ask(DRONES, guild_id=GUILD)
    assert asked.trace is not None
    assert ledger.used(GUILD, TODAY) == asked.trace.tokens_in > 500


def test_what_cannot_be_counted_is_not_spent(writing: Writing) -> None:
    answering, model = writing(WRITES, daily_tokens=20_000, ledger=AwayLedger())
    asked = answering.ask(DRONES)
    assert asked.trace is not None
    assert (asked.trace.floor, model.prompts) == (Floor.LEDGER_AWAY, [])
    assert isinstance(asked.outcome, Answer)


# Its stages, and its receipt.


def test_each_stage_is_told_as_it_begins(writing: Writing) -> None:
    stages: list[Stage] = []
    writing(WRITES)[0].ask(DRONES, Listener(on_stage=stages.append))
    assert [stage.name for stage in stages if stage.name in {"search", "read", "write", "ground"}] == [
        "search",
        "read",
        "write",
        "ground",
    ]


def test_reading_is_told_with_how_much_is_read(writing: Writing) -> None:
    stages: list[Stage] = []
    asked = writing(WRITES)[0].ask(DRONES, Listener(on_stage=stages.append))
    found = asked.judged[0].found
    assert len(found) > 1
    assert [stage for stage in stages if stage.passages] == [
        Stage("read", passages=len(found), documents=len({each.passage.document.id for each in found}))
    ]


def test_the_receipt_says_what_it_had_to_do_with_it(index: Index, network: Reader) -> None:
    index.close()
    settings = RetrievalSettings(corpus_dir=index.corpus, data_dir=index.data, database_url=None)
    model = ScriptedModel(WRITES)
    with open_footnote(settings, embedder=index.embedder, reader=network, chat_model=model) as opened:
        asked = opened.ask(DRONES)
        receipt = opened.receipt(asked.receipt_id or "").receipt
        refused = opened.receipt(opened.ask("Who won the 2022 World Cup?").receipt_id or "").receipt
    assert (receipt.outcome, receipt.trace) == (asked.outcome, asked.trace)
    assert receipt.conditions.prompts == {name: prompt.sha256 for name, prompt in load_prompts().items()}
    assert (refused.trace, dict(refused.conditions.prompts)) == (None, {})


# The schema.


def test_what_the_schema_asks_for_can_be_read() -> None:
    """A reply that is of the schema, by jsonschema's word, is a draft."""
    import jsonschema

    reply = json.loads(drafting((SAID, None))([]))
    reply["points"][0]["quotes"] = [{"passage": "P1-abc", "text": QUOTED}]
    jsonschema.validate(reply, dict(DRAFT_SCHEMA))
    assert draft_of(json.dumps(reply)).points[0].quotes[0].text == QUOTED
    jsonschema.validate(json.loads(abstaining()), dict(DRAFT_SCHEMA))
    assert draft_of(abstaining("who says so")).not_told == ("who says so",)


def test_a_reply_is_a_quarter_of_a_question_at_the_most() -> None:
    assert max_output_tokens(10_000) == 2_500


# While it writes.


def shown_while(answering: Asking) -> tuple[Response, list[list[str]]]:
    """What came of it, and what was told of it before."""
    heard: list[list[str]] = []
    listener = Listener(on_statements=lambda statements: heard.append([statement.text for statement in statements]))
    asked = answering.ask(DRONES, listener)
    return asked, heard


def test_each_statement_is_shown_once_it_is_checked_and_the_answer_is_the_same(writing: Writing) -> None:
    reply = drafting((SAID, QUOTED), (UNSUPPORTED, QUOTED), (USED + ".", USED))
    asked, heard = shown_while(writing(reply)[0])
    assert told(asked) == told(writing(reply)[0].ask(DRONES))
    assert heard == [told(asked)[: count + 1] for count in range(len(told(asked)))]
    assert len(heard) > 1
    assert not any("900" in text for texts in heard for text in texts)
    assert asked.trace is not None
    assert len(asked.trace.fates) == 3


def test_what_was_shown_of_a_reply_that_is_no_draft_counts_for_nothing(writing: Writing) -> None:
    whole = drafting((USED + ".", USED))
    answering, model = writing(lambda messages: whole(messages).removesuffix("}"), WRITES)
    asked, heard = shown_while(answering)
    assert len(model.prompts) == 2
    assert heard == [[USED + "."], [SAID]]
    assert told(asked) == [SAID]
    assert asked.trace is not None
    assert len(asked.trace.fates) == 1


def test_a_call_that_is_made_again_begins_anew(writing: Writing) -> None:
    away = LanguageModelAwayError(FAULT, what="It is away.", remedy="Wait.", retry_after_seconds=0.0)
    asked, heard = shown_while(writing(away, WRITES)[0])
    assert heard == [[SAID]]
    assert told(asked) == [SAID]


def test_where_nothing_may_be_shown_nothing_is(writing: Writing) -> None:
    for reply in (drafting((UNSUPPORTED, None)), abstaining("They do not say."), FAILING, "no draft"):
        assert shown_while(writing(reply)[0])[1] == []


def test_no_more_is_shown_than_an_answer_has(writing: Writing, footnote: Footnote) -> None:
    sentences = [
        sentence
        for found in footnote.search(DRONES, limit=4)
        for sentence in found.passage.text.replace("\n", " ").split(". ")
        if len(sentence.split()) > 8
    ][:12]
    asked, heard = shown_while(
        writing(drafting(*((f"{sentence.rstrip('.')}.", sentence) for sentence in sentences)))[0]
    )
    assert max(map(len, heard)) <= MAX_GROUNDED_STATEMENTS
    assert heard[-1] == told(asked)


def test_a_model_that_nobody_listens_to_is_not_asked_for_pieces(writing: Writing) -> None:
    answering, model = writing(WRITES)
    answering.ask(DRONES)
    assert model.listened == [False]
    shown_while(answering)
    assert model.listened == [False, True]
