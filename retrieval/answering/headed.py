"""What a question asks of headings: the day, version or number that it names may stand in a heading alone, and so may
the one that it asks for. "When was dark mode added?" is answered by an item with the heading that it stands under.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.answering.question import AUXILIARY
from retrieval.documents.context import Body
from retrieval.documents.headings import HeadingSpan, headings_above
from retrieval.text.identifiers import Identifier, identifiers_in, stands_in
from retrieval.text.times_named import KINDS_OF_VERSION, days_in, is_a_version, names_a_time, versions_in, years_in
from retrieval.text.words import content_stems, stem, stems, tokens

_WHEN = re.compile(
    rf"\A\W*(?:since\s+when|when\s+(?:(?P<past>was|were|did|has|have|had)|{AUXILIARY}))\b", re.IGNORECASE
)
_WHICH = re.compile(
    rf"\A\W*(?:(?:at|by|for|from|in|on|since|under|with|within)\s+)?(?:what|which)\s+(?!{AUXILIARY}\b)"
    r"(?P<kind>[^\W\d_]+)(?:\s+(?P<next>[^\W\d_]+))?",
    re.IGNORECASE,
)
KINDS_OF_TIME = frozenset(map(stem, "date day meeting month session week year".split()))
_NUMBER_OF_A_KIND = re.compile(r"\d.*|[A-Z]|[IVX]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingAsked:
    """What a question names that a heading may say, and what it asks for that one may: a time, or one of the `kinds`,
    by its stem, of things with a number. `stems` are those of the question without the words that ask. Of what is so,
    as of what comes again, a day of some year is not asked for (`of_no_year`).
    """

    stems: frozenset[str]
    named: tuple[Identifier, ...]
    versions: frozenset[str]
    years: frozenset[str]
    days: frozenset[str]
    asks_when: bool
    of_no_year: bool
    kinds: frozenset[str]

    @property
    def asks_for_a_heading(self) -> bool:
        """Whether what is asked for may stand in a heading alone."""
        return self.asks_when or bool(self.kinds)

    def shown_above(self, body: Body, first: int, last: int) -> list[tuple[HeadingSpan, bool]]:
        """Return the headings that the sentences from first to last are shown with, and whether each says what is asked
        for: the innermost that does, or names what is asked about, where the sentences do not, and those below it that
        have a word of the question which the sentences lack.
        """
        spans = headings_above(body, first)
        said = "\n".join(map(body.text_of, range(first, last + 1)))
        telling = self.telling_among(body, spans, said)
        naming = [place for place, span in enumerate(spans) if self._names(_words(body, span), said)]
        top = telling if telling is not None else max(naming, default=None)
        if top is None:
            return []
        lacking = self.stems - set(content_stems(said))
        below = [
            (span, False) for span in spans[top + 1 :] if not lacking.isdisjoint(content_stems(_words(body, span)))
        ]
        return [(spans[top], top == telling), *below]

    def telling_among(self, body: Body, spans: Sequence[HeadingSpan], said: str) -> int | None:
        """Return the place of the innermost of some headings that says what is asked for; None where none does, or what
        is `said` below does.
        """
        above = [body.document.title, *(_words(body, span) for span in spans)]
        telling = [place for place, pair in enumerate(pairwise(above)) if self._is_told_by(*pair, said)]
        return max(telling, default=None)

    def is_of_another_time(self, body: Body, place: int) -> bool:
        """Return whether the sentence at `place` stands under a heading of another year or day of the week than the
        question names, and names none of these itself.
        """
        said = body.text_of(place)
        headings = [_words(body, span) for span in headings_above(body, place)] if self.years or self.days else []
        return any(
            _is_another(self.years, years_in(heading), years_in(said))
            or _is_another(self.days, days_in(heading), days_in(said))
            for heading in headings
        )

    def names_all(self, heading: str) -> bool:
        """Return whether a heading names something that the question does, and all of that."""
        if not (self.named or self.years or self.days or self.versions):
            return False
        is_of_its_time = self.years <= years_in(heading) and self.days <= days_in(heading)
        return (
            is_of_its_time and self.versions <= versions_in(heading) and all(stands_in(n, heading) for n in self.named)
        )

    def _is_told_by(self, above: str, heading: str, said: str) -> bool:
        if self.asks_when and names_a_time(heading) and not names_a_time(said):
            return not (self.of_no_year and years_in(heading))
        if not KINDS_OF_VERSION.isdisjoint(self.kinds) and is_a_version(heading, above):
            return True
        numbered = {stem(kind) for kind, number in pairwise(tokens(heading)) if _NUMBER_OF_A_KIND.fullmatch(number)}
        if not numbered.isdisjoint(self.kinds):
            return True
        return bool(identifiers_in(heading)) and not self.kinds.isdisjoint(stems(above))

    def _names(self, heading: str, said: str) -> bool:
        return (
            any(stands_in(each, heading) and not stands_in(each, said) for each in self.named)
            or not (self.versions & versions_in(heading)) <= versions_in(said)
            or not (self.years & years_in(heading)) <= years_in(said)
            or not (self.days & days_in(heading)) <= days_in(said)
        )


def heading_asked(question: str) -> HeadingAsked:
    """Return what a question asks of headings."""
    when, which = _WHEN.match(question), _WHICH.match(question)
    kinds = frozenset(stem(word) for word in (which["kind"], which["next"]) if word) if which else frozenset[str]()
    asks_for_time = bool(which) and not kinds.isdisjoint(KINDS_OF_TIME)
    rest = question[when.end() :] if when else question[which.end("kind") :] if which else question
    return HeadingAsked(
        stems=frozenset(content_stems(rest)),
        named=tuple(identifiers_in(question)),
        versions=versions_in(question),
        years=years_in(question),
        days=days_in(question),
        asks_when=bool(when) or asks_for_time,
        of_no_year=bool(when) and not (when and (when["past"] or when[0].casefold().lstrip().startswith("since"))),
        kinds=kinds,
    )


def _is_another(asked: Collection[str], above: Collection[str], said: Collection[str]) -> bool:
    return bool(asked and above) and set(asked).isdisjoint(above) and set(asked).isdisjoint(said)


def _words(body: Body, span: HeadingSpan) -> str:
    return body.document.text[slice(*span)]
