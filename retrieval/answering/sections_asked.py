"""Questions for a section as a whole, by the version, day or number in its heading: "What changed in 2.4?", "What was
decided on 4 March?", "What is new in the latest version?".
"""

import re
from dataclasses import dataclass

from retrieval.answering.headed import KINDS_OF_TIME, HeadingAsked, heading_asked
from retrieval.answering.question import AUXILIARY
from retrieval.text.identifiers import is_label
from retrieval.text.times_named import KINDS_OF_VERSION
from retrieval.text.words import content_stems, stem, stems, tokens

_IN = r"(?:at|by|during|for|from|in|on|since|with)"
_WHAT_WAS_DONE = re.compile(
    rf"\A\W{{0,9}}what(?:['’]s|\s{{1,9}}{AUXILIARY})?\s{{1,9}}(?P<verb>[^\W\d_]{{1,30}})\s{{1,9}}(?:(?:about|up|on)\s{{1,9}})?"
    rf"{_IN}\s{{1,9}}(?P<rest>\S[^?]{{0,120}})\??\W{{0,9}}\Z",
    re.IGNORECASE,
)
_WHAT_IT_DID = re.compile(
    rf"\A\W{{0,9}}what\s{{1,9}}(?:did|does|do|has|have)\s{{1,9}}(?P<rest>\S[^?]{{0,80}}?)\s{{1,9}}(?P<verb>[^\W\d_]{{1,30}})"
    rf"(?:\s{{1,9}}(?:about|on)?\s?{_IN}\s{{1,9}}(?P<where>\S[^?]{{0,80}}))?\??\W{{0,9}}\Z",
    re.IGNORECASE,
)
_OUTERMOST = re.compile(
    r"\b(?:(?P<last>last|latest|newest|most\s+recent)|first|earliest|oldest)\s+(?P<kind>(?:[^\W\d_]+\s+)?[^\W\d_]+)",
    re.IGNORECASE,
)
OF_ALL_IT_SAYS = frozenset(
    stems("agree announce change contain cover decide discuss happen include new report resolve say")
)
"""The stems of words that ask for all that a section says, where it is of what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionAsked:
    """What a question says of the section that it asks for: what a heading of it has to name, or that it is the last or
    the first of its kind (`is_last`, None where a heading is named); the stem of what is done in it; and the stems of
    the rest, which name the document.
    """

    headed: HeadingAsked
    is_last: bool | None
    verb: str
    rest: frozenset[str]


def section_asked(question: str) -> SectionAsked | None:
    """Return what a question says of a section that it asks for as a whole; None of any other question."""
    asked = _WHAT_WAS_DONE.match(question) or _WHAT_IT_DID.match(question)
    if asked is None:
        return None
    headed, outermost = heading_asked(question), _OUTERMOST.search(question)
    kinds = KINDS_OF_TIME | KINDS_OF_VERSION
    is_outermost = outermost is not None and not kinds.isdisjoint(stems(outermost["kind"]))
    if not (headed.named or headed.versions or headed.years or headed.days or is_outermost):
        return None
    of_names = {word for each in headed.named for word in content_stems(each.written)}
    of_names |= {word for version in headed.versions for word in content_stems(version)}
    of_names |= {stem(word) for word in tokens(question) if is_label(word) or word in headed.years}
    said = set(content_stems(" ".join(filter(None, asked.groupdict().values()))))
    if outermost:
        said -= set(content_stems(outermost[0])) - set(content_stems(outermost["kind"]))
    rest = frozenset(said - of_names - kinds - headed.days - {stem(asked["verb"])})
    is_last = bool(outermost and outermost["last"]) if is_outermost and not (headed.named or headed.versions) else None
    return SectionAsked(headed=headed, is_last=is_last, verb=stem(asked["verb"]), rest=rest)
