"""What the sources of an answer say where they exclude one another: a heading a side, who says so, and their words."""

from collections.abc import Iterator, Mapping, Sequence

from bot.cards.paging import Entry, lines_of, small
from bot.cards.quote import marks_of, short_quote_lines
from bot.text import card_words
from bot.text.discord_limits import discord_chars
from bot.text.markdown import escaped, label
from retrieval import Answer, Citation
from retrieval.domain import Side, Stance, Telling
from retrieval.text import one_line

TITLE_OF_TELLER_CHARS = 60
"""The longest title that is shown whole beside who says so: it stands whole below."""
VALUE_CHARS = 200
"""The longest value that is a heading; a longer one is in its quote alone."""


def side_entries(answer: Answer, numbers: Mapping[Citation, int]) -> Iterator[Entry]:
    """Yield that the sources disagree, and the sides: of each what it says, and who says it in which words."""
    yield Entry(lines=[card_words.THEY_DISAGREE])
    for side in answer.sides:
        yield Entry(lines=_side(side, numbers, is_newest=side is answer.newest_side))


def _side(side: Side, numbers: Mapping[Citation, int], *, is_newest: bool) -> list[str]:
    says = {Stance.YES: card_words.SAYS_YES, Stance.NO: card_words.SAYS_NO}.get(side.stance) or _value(side)
    notes = [
        _origins(side),
        card_words.NEWEST_SIDE if is_newest else "",
    ]
    lines = lines_of(" · ".join(filter(None, [f"**{says}**", *notes])))
    for alike in _in_the_same_words(side.tellings):
        lines += small("; ".join(_who(telling) for telling in alike))
        *rest, last = short_quote_lines([alike[0].citation], {}, ends_with_answer=True)
        lines += [*rest, *lines_of(f"{last} {marks_of([telling.citation for telling in alike], numbers)}")]
    return lines


def _origins(side: Side) -> str:
    """Return how many sources all go back to; empty where each is one of its own."""
    if side.origins == len(side.tellings):
        return ""
    return card_words.ONE_ORIGIN if side.origins == 1 else card_words.FEW_ORIGINS.format(origins=side.origins)


def _value(side: Side) -> str:
    value = escaped(side.value)
    return value if discord_chars(value) <= VALUE_CHARS else escaped(label(side.value, VALUE_CHARS // 2))


def _in_the_same_words(tellings: Sequence[Telling]) -> list[list[Telling]]:
    groups: dict[str, list[Telling]] = {}
    for telling in tellings:
        groups.setdefault(one_line(telling.citation.quote), []).append(telling)
    return list(groups.values())


def _who(telling: Telling) -> str:
    document = telling.citation.document
    source = escaped(label(document.publisher or document.title, TITLE_OF_TELLER_CHARS))
    if date := one_line(document.date or ""):
        source = f"{source}, {escaped(label(date, TITLE_OF_TELLER_CHARS))}"
    if telling.speaker:
        return card_words.SPEAKER_IN.format(speaker=escaped(telling.speaker), source=source)
    return source
