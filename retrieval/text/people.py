"""The people whom "he" or "she" may mean, as far as a document's words tell: a speaker is not given another's words.

What is known of somebody is what titles, nouns and the pronouns beside a name say ("Mrs Orr", "a spokesman", "Burns
said that his country …"). No list says which given name is whose: of most people nothing is known, and that is an
answer too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Gender(StrEnum):
    """The gender that a pronoun states."""

    HE = "he"
    SHE = "she"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`name` is the last of a name's words, None of somebody who is not named; `gender` None where nothing tells."""

    name: str | None
    gender: Gender | None


_OF_HIM = "mr|mister|sir|lord|king|prince|father|brother|son|husband|uncle|grandfather|man|boy|gentleman|monk|priest"
_OF_HER = (
    "mrs|ms|miss|madam|lady|dame|queen|princess|mother|sister|daughter|wife|aunt|grandmother|woman|girl|nun|actress"
    "|waitress|duchess|empress|heroine|hostess|midwife|widow"
)
_OF_ANYBODY = (
    "actor|adviser|advisor|aide|ambassador|analyst|architect|artist|assistant|author|captain|chair|chancellor|chief|coach|colonel"
    "|commander|correspondent|dean|deputy|designer|developer|diplomat|director|doctor|dr|editor|engineer|envoy|expert"
    "|founder|general|governor|head|historian|inspector|journalist|judge|lawmaker|lawyer|leader|lieutenant|manager|mayor"
    "|minister|nurse|officer|official|owner|painter|physician|poet|politician|president|principal|producer|professor"
    "|prosecutor|reporter|representative|researcher|scientist|secretary|senator|sergeant|singer|speaker|student|surgeon"
    "|teacher|writer"
)
_NAME_PART = rf"(?!(?i:{_OF_HIM}|{_OF_HER}|{_OF_ANYBODY})\b)[A-Z][\w’'-]{{1,30}}"
_NAME = rf"{_NAME_PART}(?:\s+{_NAME_PART}){{0,3}}"
_SOMEBODY = re.compile(
    rf"""\b(?:(?P<he>(?i:{_OF_HIM}|\w{{2,20}}(?<!wo)man))|(?P<she>(?i:{_OF_HER}|\w{{2,20}}woman))
           |(?P<role>(?i:{_OF_ANYBODY})))\b\.?(?:\s+of\s+(?:the\s+)?[A-Z]\w+)?,?(?:\s+(?P<name>{_NAME}))?""",
    re.VERBOSE,
)
_NO_MAN = re.compile(r"(?:german|roman|human|norman|ottoman|talisman|caiman)$", re.IGNORECASE)
_FULL_NAME = re.compile(rf"\b{_NAME_PART}(?:\s+[A-Z]\.)?(?:\s+{_NAME_PART}){{1,2}}\b")
_CAPITALISED = re.compile(rf"\b{_NAME_PART}")
_IN_QUOTATION_MARKS = re.compile(r"[“\"][^“”\"]*[”\"]?")
_OPENING_PRONOUN = re.compile(r"[\"“‘'(]?(he|his|she|her)\b", re.IGNORECASE)
_SAYS = "said|says|added|told|explained|claimed|warned|noted|stated|continued|wrote"
_SPEAKS = re.compile(rf"\b(he|she)\s+(?:also\s+)?(?:{_SAYS})\b|\b(?:{_SAYS})\s+(he|she)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)


def leans_on(sentence: str) -> Gender | None:
    """Return whom a sentence leans on, where it begins with a pronoun for somebody or only a pronoun speaks in it; else
    None.
    """
    begins = _OPENING_PRONOUN.match(sentence)
    speaks = None if begins else _SPEAKS.search(sentence)
    word = begins[1] if begins else (speaks[1] or speaks[2]) if speaks else None
    return _gender_of(word) if word else None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people who are named in a document, by the last words of their names, with what is known of them; and those
    to whom it gives each role, such as "minister".
    """

    names: Mapping[str, Gender | None]
    roles: Mapping[str, frozenset[str]]

    def in_sentence(self, sentence: str) -> list[Person]:
        """Return the people that a sentence names outside of quotation marks: by title, by a role, by name. A role that
        the document gives to one person alone stands for that person.
        """
        text = _IN_QUOTATION_MARKS.sub(" ", sentence)
        people = []
        for found in _somebody(text):
            bearers = self.roles.get(_role(found), frozenset())
            name = _last(found["name"]) if found["name"] else next(iter(bearers)) if len(bearers) == 1 else None
            people.append(Person(name=name, gender=_stated_gender(found) or self.names.get(name or "")))
        others = dict.fromkeys(_last(word) for word in _CAPITALISED.findall(text))
        named = {person.name for person in people}
        return people + [
            Person(name=other, gender=self.names[other])
            for other in others
            if other in self.names and other not in named
        ]


def people_of(sentences: Iterable[str]) -> People:
    """Return the people that the sentences of a document name."""
    texts = [_IN_QUOTATION_MARKS.sub(" ", sentence) for sentence in sentences]
    names: dict[str, Gender | None] = {}
    roles: dict[str, set[str]] = {}
    for text in texts:
        for found in _somebody(text):
            if found["name"]:
                name = _last(found["name"])
                names[name] = names.get(name) or _stated_gender(found)
                roles.setdefault(_role(found), set()).add(name)
    for text in texts:
        # Two words may be a place; whoever goes on as "he" is somebody.
        for full in _FULL_NAME.finditer(text):
            if _PRONOUN.search(text, full.end()):
                names.setdefault(_last(full[0]), None)
    people = People(names=names, roles={role: frozenset(bearers) for role, bearers in roles.items()})
    for text in texts:
        named = {person.name for person in people.in_sentence(text)}
        genders = {_gender_of(word) for word in _PRONOUN.findall(text)}
        if len(named) == len(genders) == 1 and (only := next(iter(named))) and names.get(only) is None:
            names[only] = next(iter(genders))
    return people


def _somebody(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _SOMEBODY.finditer(text) if not _NO_MAN.match(found["he"] or ""))


def _stated_gender(found: re.Match[str]) -> Gender | None:
    return Gender.HE if found["he"] else Gender.SHE if found["she"] else None


def _role(found: re.Match[str]) -> str:
    return (found["he"] or found["she"] or found["role"]).casefold()


def _gender_of(pronoun: str) -> Gender:
    return Gender.SHE if pronoun.casefold() in {"she", "her", "hers", "herself"} else Gender.HE


def _last(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].rstrip("-’'").removesuffix("’s").removesuffix("'s")
