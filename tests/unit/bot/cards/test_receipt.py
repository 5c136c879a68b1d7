from dataclasses import replace

from bot.cards import receipt as receipt_pages
from bot.cards.answer import REFUSAL_COLOUR
from bot.text import words
from retrieval.answering.standing import Replay, Standing, Today
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from tests.building import found, passage_of, receipt_of

STANDS = Today(standing=Standing.STANDS, found_at=(0, 15))
MOVED = Today(standing=Standing.CHANGED, found_at=(1007, 1031), place="lines 12–13")
GONE = Today(standing=Standing.WITHDRAWN, found_at=None)


def test_a_receipt_of_an_answer() -> None:
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(), today=(STANDS, MOVED)))
    (embed,) = message.embeds
    assert embed.title == "What is it?"
    assert embed.footer == f"{words.ANSWER_FOOTER} · Receipt 0000000001"
    assert embed.description == (
        "**Receipt 0000000001** · asked on 2026-05-03 at 12\\:00 UTC of a, b alone\n"
        "corpus version 0123456789ab · reader a-reader (aaaaaaaaaaaa) · embedding model a-model (bbbbbbbbbbbb)"
        " · prompt answer (cccccccccccc) · probability 0.75, threshold 0.50 · strict · Footnote 0.1.0"
        """

> Iran denied it. **[1]**
**[1] A title**
→ Stands: its document is as it was.

> Kyiv did not believe it. **[2]**
**[2] A title**
→ Changed since: the same words stand in its document on lines 12–13\\."""
    )
    assert [button.label for button in message.buttons] == ["1 · A title", "2 · A title"]


def test_a_receipt_says_what_a_language_model_had_to_do_with_it() -> None:
    fates = (Fate(kind=FateKind.KEPT, quotes=(QuoteClass.VERIFIED,)), Fate(kind=FateKind.DROPPED, flaws=(Flaw.NAME,)))
    trace = Trace(model="a:b_c", floor=None, fates=fates)
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(trace=trace), today=(STANDS, MOVED)))
    line = "language model a:b_c · written by the language model · 2 statements drafted: 1 kept, 1 dropped · "
    assert line in message.embeds[0].description.replace("\\", "")
    assert line not in message.embeds[0].description
    lines = message.embeds[0].description.replace("\\", "").splitlines()
    assert "statement 1: shown as drafted (quotes: verified)" in lines
    assert "statement 2: dropped: its sources do not have a name in it (quotes: none)" in lines
    floor = replace(trace, floor=Floor.AWAY, cause="It answers with HTTP 503.")
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(trace=floor), today=(STANDS, MOVED)))
    assert "written by the sources (away: It answers with HTTP 503.)" in message.embeds[0].description.replace("\\", "")


def test_a_receipt_of_a_refusal() -> None:
    refusal = Refusal(
        question="Who?",
        reason=RefusalReason.NOT_ANSWERED,
        nearest=(found(passage_of("Drones came.")),),
    )
    receipt = receipt_of(outcome=refusal, documents=None, probability=None, threshold=None)
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt, today=(GONE,)))
    (embed,) = message.embeds
    assert embed.description.startswith("**Receipt 0000000001** · asked on 2026-05-03 at 12\\:00 UTC\ncorpus")
    assert "probability" not in embed.description
    assert "**No answer was found in the corpus.**" in embed.description
    assert embed.description.endswith("> Drones came.\n→ Withdrawn since: its document is no longer in the corpus.")
    assert embed.colour == REFUSAL_COLOUR


def test_of_no_documents_at_all_is_said_too() -> None:
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(documents=()), today=(STANDS, GONE)))
    assert "UTC of no documents alone\n" in message.embeds[0].description
