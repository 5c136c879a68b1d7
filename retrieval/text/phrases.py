"""The noun phrases of an English question, as far as they can be told without a grammar: what it speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.grammar import (
    ALL_DETERMINERS,
    ALONGSIDE,
    ARE_PEOPLE,
    COLLECTIVES,
    ENGLISH_ARTICLES,
    OF_NO_PHRASE,
    PEOPLE,
    PLURALS_WITHOUT_S,
    SINGULARS_WITH_S,
    SUBJECTS,
    TAKE_OF,
    VERBS_ASKED_WITH,
)
from retrieval.text.nouns import nouns_of, touch, words_of
from retrieval.text.words import stem

_OF_ORGANISATIONS = re.compile(
    r"\b(?:act|agency|army|association|bank|church|city|club|college|committee|company|convention|council|county|court"
    r"|empire|house|institute|island|lake|league|law|ministry|museum|nations|ocean|organi[sz]ation|park|party|port|prize"
    r"|republic|revolution|river|school|sea|state|states|street|treaty|union|university|war)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NounPhrase:
    """A phrase of a text, `start` to `end`, without its article; `determiner` stands before it, empty where nothing
    does. `head` is the word that says what it is; `whole` is what it is a sign, a part or the like of.
    """

    text: str
    determiner: str
    start: int
    end: int
    head: str
    whole: "NounPhrase | None" = None
    after: str = ""
    choices: tuple[str, ...] = ()

    @property
    def with_article(self) -> str:
        """The phrase as it is spoken of on: "which volcano" is "the volcano"."""
        if self.determiner.casefold() in ENGLISH_ARTICLES | {"my", "our"}:
            return f"{self.determiner.casefold()} {self.text}"
        return f"the {self.text}" if self.after in {"which", "what"} and not self.is_name else self.text

    @property
    def is_name(self) -> bool:
        """Whether it is a name, as far as its capitals tell: "iPhone" has one, too."""
        return any(map(str.isupper, self.head))

    @property
    def in_general(self) -> str:
        """The phrase as one speaks of all of its kind: of "a copy", "copies". Empty where it has no "a"."""
        if self.determiner.casefold() not in {"a", "an"} or self.whole is not None or self.is_name:
            return ""
        if self.text.endswith("y") and not self.text.endswith(("ay", "ey", "iy", "oy", "uy")):
            return f"{self.text[:-1]}ies"
        return f"{self.text}es" if self.text.endswith(("s", "x", "z", "ch", "sh")) else f"{self.text}s"

    @property
    def is_time(self) -> bool:
        """Whether it is a date, a month or a day of the week."""
        word = self.head.casefold()
        return word in MONTHS or word.removesuffix("s") in WEEKDAYS or word.isdigit()

    @property
    def is_plural(self) -> bool:
        """Whether it is several things, as far as its ending tells."""
        is_of_people = self.determiner.casefold() == "the" and self.head.casefold() in ARE_PEOPLE
        return bool(self.choices) or is_of_people or is_plural_noun(self.head)

    @property
    def is_collective(self) -> bool:
        """Whether it is one of several people, such as a committee."""
        return self.head.casefold() in COLLECTIVES

    @property
    def is_somebody(self) -> bool:
        """Whether its noun means a person: "the chairman", "a scientist"."""
        return self.head.casefold() in PEOPLE or self.head.casefold().endswith("ist")

    @property
    def may_be_a_person(self) -> bool:
        """Whether it is somebody, or a name that somebody may have: an article stands before those of things."""
        if self.is_somebody:
            return True
        named = self.is_name and not self.head.isupper() and not any(map(str.isdigit, self.text))
        if self.determiner.casefold() == "the" and not PEOPLE & set(self.text.casefold().split()):
            return False
        return named and self.after not in {"in", "at", "on"} and not _OF_ORGANISATIONS.search(self.text)

    @property
    def name(self) -> "NounPhrase | None":
        """The name that it ends with: of "treasurer Ada Obi", "Ada Obi". None where it ends with none."""
        if not self.is_name:
            return None
        words = self.text.split()
        first = next(place for place, word in enumerate(words) if any(map(str.isupper, word)))
        return replace(self, text=" ".join(words[first:])) if first else self

    @property
    def is_of_something(self) -> bool:
        """Whether its head is a sign, a part, a cause: of something."""
        return not (self.is_name or self.is_collective) and stem(self.head) in TAKE_OF


def is_plural_noun(noun: str) -> bool:
    """Return whether a noun means several things, as far as its ending tells."""
    word = noun.casefold()
    if word in PLURALS_WITHOUT_S:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in SINGULARS_WITH_S


def phrases_of(text: str) -> list[NounPhrase]:
    """Return the noun phrases of a text in order, those joined by "of" as one."""
    words = words_of(text)
    nouns = nouns_of(text, words)
    runs: list[NounPhrase] = []
    place = 0
    while place < len(words):
        if not nouns[place]:
            place += 1
            continue
        first = place
        while place + 1 < len(words) and nouns[place + 1] and touch(text, words[place], words[place + 1]):
            place += 1
        runs.append(_run(text, words, first, place))
        place += 1
    return _joined_by_of(text, runs)


def _run(text: str, words: Sequence[re.Match[str]], first: int, last: int) -> NounPhrase:
    before = first - 1
    determiner = words[before][0] if first and words[before][0].casefold() in ALL_DETERMINERS else ""
    if determiner:
        before -= 1
    start, end = words[first].start(), words[last].end()
    owner = next((n for n in range(last - 1, first - 1, -1) if words[n][0].endswith(("'s", "’s", "s'", "s’"))), None)
    whole = None if owner is None else _run(text, words, first, owner)
    return NounPhrase(
        text=text[start:end],
        determiner=determiner,
        start=start,
        end=end,
        head=words[last][0].removesuffix("'s").removesuffix("’s"),
        whole=None if whole is None else _without_ending(whole),
        after=words[before][0].casefold() if before >= 0 else "",
    )


def _without_ending(owner: NounPhrase) -> NounPhrase:
    """Return whose something is: of "lung cancer's", "lung cancer"."""
    bare = owner.text.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
    return replace(owner, text=bare, end=owner.start + len(bare))


def _joined_by_of(text: str, runs: list[NounPhrase]) -> list[NounPhrase]:
    joined: list[NounPhrase] = []
    for run in reversed(runs):
        following = joined[-1] if joined else None
        if following is not None and following.after == "of" and text[run.end : following.start].split()[:1] == ["of"]:
            joined[-1] = NounPhrase(
                text=text[run.start : following.end],
                determiner=run.determiner,
                start=run.start,
                end=following.end,
                head=run.head,
                whole=following,
                after=run.after,
            )
        else:
            joined.append(run)
    return joined[::-1]


def predicate_of(question: str) -> str:
    """Return what a question asks whether, how or why somebody does: of "How often should I feed it?", "feed it". Empty
    where no verb of it is known.
    """
    words = words_of(question)
    helped = False
    before = ""
    for match in words:
        word = match[0].casefold()
        if word in ALONGSIDE:
            helped = True
        elif (
            helped
            and match[0].islower()
            and word not in OF_NO_PHRASE
            # After "do I", whatever the verb.
            and (before in SUBJECTS or stem(word) in VERBS_ASKED_WITH)
        ):
            return question[match.start() :].rstrip(" ?.!")
        before = word
    return ""
