"""Short names of the entries of a reference list: who published it, and when."""

import re

from retrieval.text.display import one_line

NAME_CHARS = 40
"""The longest name; of an entry that says no publisher it is how the entry begins."""

_IN_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} {_IN_MONTH} \d{{4}}|{_IN_MONTH} (?:\d{{1,2}}, )?\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|(?:19|20)\d{2})\b"
)
_LONG_MONTH = re.compile(rf"\b({_IN_MONTH})")
_ABOUT_A_COPY = re.compile(r"\b(?:Archived|Retrieved|Accessed|Last (?:accessed|visited|updated))\b", re.IGNORECASE)
"""What follows is about a copy, or about who has read it."""
_TITLE_IN_QUOTES = re.compile(r"[\"“«][^\"“”«»]+[\"”»]")
_ADDRESS_OF_ENTRY = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
_AUTHORS_AND_YEAR = re.compile(r"\A(?P<authors>[^()\"“]{2,200}?),?\s*\((?P<year>[^()]*)\)")
_YEAR_OF_ENTRY = re.compile(r"\d{4}")
_BETWEEN_AUTHORS = re.compile(r";|&|\band\b")
_SENTENCE = re.compile(r"\s*[.,:;]?\s*(?P<name>[^.,;:()]+(?:\.(?=\w)[^.,;:()]+)*)")
_WORDS_AT_LEAST = re.compile(r"[^\W\d_]{2}")


def reference_name(text: str) -> str:
    """Return who published what the entry names, and when, as far as it says so: "CNN, 16 Oct 2022"."""
    entry = one_line(text)
    own = entry[: later.start()] if (later := _ABOUT_A_COPY.search(entry)) else entry
    date = _DATE.search(own)
    when = _LONG_MONTH.sub(lambda month: month[1][:3], date[0]) if date else ""
    return ", ".join(dict.fromkeys(filter(None, (_who(own, entry), when))))


def _who(own: str, entry: str) -> str:
    title = None
    for title in _TITLE_IN_QUOTES.finditer(own):
        following = _SENTENCE.match(own, title.end())
        if following and _is_a_name(following["name"]):
            return _cut(following["name"])
    if address := _ADDRESS_OF_ENTRY.search(entry):
        return _cut(address[1].lower())
    if (found := _AUTHORS_AND_YEAR.match(own)) and _YEAR_OF_ENTRY.search(found["year"]):
        return _cut(_first_author(found["authors"]))
    return _cut(own.strip(" .,"))


def _is_a_name(text: str) -> bool:
    return _WORDS_AT_LEAST.search(text) is not None and _DATE.fullmatch(text.strip()) is None


def _first_author(authors: str) -> str:
    """Return the family name of the first of some authors, and that there are others."""
    first, *others = (part.strip() for part in _BETWEEN_AUTHORS.split(authors))
    name, *given = (part.strip() for part in first.split(","))
    # "Smith, J., Doe, A." has more than one pair; "Smith, J." has one.
    more = others or len(given) > 1
    return f"{name} et al." if more else name


def _cut(text: str) -> str:
    name = text.strip()
    return name if len(name) <= NAME_CHARS else f"{name[: NAME_CHARS - 2].rsplit(' ', 1)[0]} …"
