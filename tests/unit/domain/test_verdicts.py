"""What became of a drafted statement, in words, and who wrote an answer."""

import pytest

from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass, counted

KEPT, CITED, QUOTED, REPAIRED, DROPPED = (Fate(kind=kind) for kind in FateKind)


@pytest.mark.parametrize("kind", FateKind)
def test_each_is_told_with_every_flaw_and_quote(kind: FateKind) -> None:
    plain = Fate(kind=kind).in_words
    assert plain.endswith(" (quotes: none)")
    words = Fate(kind=kind, flaws=tuple(Flaw), quotes=tuple(QuoteClass)).in_words
    assert words.startswith(plain.removesuffix(" (quotes: none)") + ": ")
    assert words.endswith("(quotes: verified, misattributed, stitched, not found)")
    assert len(set(words.split(": ", 1)[1].split("; "))) == len(Flaw)


@pytest.mark.parametrize(
    ("fates", "words"),
    [
        ((), "0 points drafted"),
        ((DROPPED,), "1 point drafted: 1 dropped"),
        ((DROPPED, KEPT, KEPT, REPAIRED), "4 points drafted: 2 kept, 1 repaired, 1 dropped"),
    ],
)
def test_counts(fates: tuple[Fate, ...], words: str) -> None:
    assert counted(fates) == words


@pytest.mark.parametrize(
    ("fates", "words"),
    [
        ((REPAIRED, DROPPED), "Quotes chosen by a:b, and all words are the sources'."),
        ((QUOTED,), "Quotes chosen by a:b, and all words are the sources'."),
        ((QUOTED, CITED), "Written by a:b, each sentence checked against its quotes."),
        ((KEPT, DROPPED), "Written by a:b, each sentence checked against its quotes."),
        (
            (KEPT, REPAIRED),
            (
                "Written by a:b, each sentence checked against its quotes; quotes stand without a sentence that was "
                "not borne out."
            ),
        ),
        (
            (KEPT, REPAIRED, REPAIRED),
            (
                "Written by a:b, each sentence checked against its quotes; quotes stand without 2 sentences that were "
                "not borne out."
            ),
        ),
    ],
)
def test_who_wrote_is_told_by_what_is_shown(fates: tuple[Fate, ...], words: str) -> None:
    assert Trace(model="a:b", floor=None, fates=fates).in_words == words


@pytest.mark.parametrize("floor", Floor)
def test_why_the_sources_answer_has_its_cause(floor: Floor) -> None:
    assert Trace(model="a:b", floor=floor, cause="It is so.").why == f"{floor.replace('_', ' ')}: It is so."
    assert Trace(model="a:b", floor=floor).why == floor.replace("_", " ")
    assert Trace(model="a:b", floor=None).why == ""
