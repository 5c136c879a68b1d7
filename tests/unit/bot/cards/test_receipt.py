from dataclasses import replace

from bot.cards import receipt as receipt_pages
from bot.cards.colours import REFUSAL_COLOUR
from retrieval.answering.standing import Replay, Standing, Today
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from tests.building import found, passage_of, receipt_of
from tests.unit.bot.discord_reading import as_read, body_of

STANDS = Today(standing=Standing.STANDS, found_at=(0, 15))
MOVED = Today(standing=Standing.CHANGED, found_at=(1007, 1031), place="lines 12–13")
GONE = Today(standing=Standing.WITHDRAWN, found_at=None)


def test_a_receipt_of_an_answer() -> None:
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(), today=(STANDS, MOVED)))
    assert as_read(message) == (
        "### What is it?\n"
        "-# **Receipt 0000000001** · asked on 2026-05-03 at 12\\:00 UTC of a, b alone\n"
        "-# corpus version 0123456789ab · reader a-reader (aaaaaaaaaaaa) · embedding model a-model (bbbbbbbbbbbb)"
        " · prompt answer (cccccccccccc) · probability 0.75, threshold 0.50 · strict · Footnote 0.1.0"
        """
> Iran denied it. **[1]**
> Kyiv did not believe it. **[2]**
---
**[1]** A title
-# no date stated
→ Stands: its document is as it was. [Read]
**[2]** A title
-# no date stated
→ Changed since: the same words stand in its document on lines 12–13\\. [Read]
-# From 2 documents, word for word · Receipt 0000000001"""
    )


def test_a_receipt_says_what_a_language_model_had_to_do_with_it() -> None:
    fates = (Fate(kind=FateKind.KEPT, quotes=(QuoteClass.VERIFIED,)), Fate(kind=FateKind.DROPPED, flaws=(Flaw.NAME,)))
    trace = Trace(model="a:b_c", floor=None, fates=fates)
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(trace=trace), today=(STANDS, MOVED)))
    line = "language model a:b_c · written by the language model · 2 points drafted: 1 kept, 1 dropped · "
    assert line in body_of(message).replace("\\", "")
    assert line not in body_of(message)
    lines = [line.removeprefix("-# ") for line in body_of(message).replace("\\", "").splitlines()]
    assert "point 1: shown as drafted (quotes: verified)" in lines
    assert "point 2: dropped: its sources do not have a name in it (quotes: none)" in lines
    chosen = replace(trace, fates=(Fate(kind=FateKind.REPAIRED, flaws=(Flaw.FIGURE,)),))
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(trace=chosen), today=(STANDS, MOVED)))
    assert "quotes chosen by the language model · 1 point drafted: 1 repaired" in body_of(message).replace("\\", "")
    floor = replace(trace, floor=Floor.AWAY, cause="It answers with HTTP 503.")
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(trace=floor), today=(STANDS, MOVED)))
    assert "written by the sources (away: It answers with HTTP 503.)" in body_of(message).replace("\\", "")


def test_a_receipt_of_a_refusal() -> None:
    refusal = Refusal(
        question="Who?",
        reason=RefusalReason.NOT_ANSWERED,
        nearest=(found(passage_of("Drones came.")),),
    )
    receipt = receipt_of(outcome=refusal, documents=None, probability=None, threshold=None)
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt, today=(GONE,)))
    assert body_of(message).startswith("-# **Receipt 0000000001** · asked on 2026-05-03 at 12\\:00 UTC\n-# corpus")
    assert "probability" not in body_of(message)
    assert as_read(message).endswith(
        """**The documents do not answer this.**
---
-# Closest, but it is not sure that they answer:
**A** A title
-# Drones came.
→ Withdrawn since: its document is no longer in the corpus. [Read]
-# Receipt 0000000001"""
    )
    assert message.colour == REFUSAL_COLOUR


def test_of_no_documents_at_all_is_said_too() -> None:
    (message,) = receipt_pages.receipt_page(Replay(receipt=receipt_of(documents=()), today=(STANDS, GONE)))
    assert "UTC of no documents alone\n" in body_of(message)
