"""Who wrote a document that states no author, by the line below its title that says so: "By Nadia Ferrer"."""

import re

_CHARS_OF_A_BEGINNING = 2000
_LINES_BELOW = 3
"""The lines below a title among which the by-line is looked for: a date or a rule may stand above it."""
_MARKS_BESIDE_WORDS = re.compile(r"[*_#>`]+")
_PART_OF_A_NAME = r"[^\W\d_a-z][\w.’'-]{0,30}"
_PARTICLES = r"(?:(?:al|bin|da|de|del|der|di|du|la|le|van|von)\s){0,2}"
_NAME_OF_TWO = rf"{_PART_OF_A_NAME}(?:\s{_PARTICLES}{_PART_OF_A_NAME}){{1,3}}"
_NAMES_IN_FULL = rf"{_NAME_OF_TWO}(?:(?:,\s|\s(?:and|&)\s|,\sand\s){_NAME_OF_TWO}){{0,4}}"
_BYLINE = re.compile(
    rf"(?:(?i:written\sby|by|authors?)(?::\s?|\s))(?P<names>{_NAMES_IN_FULL})(?:\s*(?:[,;|·•(–—]|\son\s|\s-\s).*)?"
)


def author_below(title: str, text: str) -> str | None:
    """Return the names in the line below the title of a text that names in full who wrote it, such as "By Nadia Ferrer,
    11 May 2024"; None where no such line stands there.
    """
    lines = [
        " ".join(_MARKS_BESIDE_WORDS.sub("", line).split())
        for line in text.lstrip()[:_CHARS_OF_A_BEGINNING].splitlines()
    ]
    told = [line for line in lines if any(map(str.isalnum, line))]
    place = told.index(title) + 1 if title in told else 0
    for line in told[place : place + _LINES_BELOW]:
        if found := _BYLINE.fullmatch(line):
            return found["names"]
    return None
