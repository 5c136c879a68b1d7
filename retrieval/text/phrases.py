"""The noun phrases of an English question, as far as they can be told without a grammar: what it speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.text.grammar import (
    ALL_AUXILIARIES,
    ALL_DETERMINERS,
    ALL_PREPOSITIONS,
    ALL_PRONOUNS,
    ALONGSIDE,
    BE,
    DEMONSTRATIVES,
    ENGLISH_ARTICLES,
    OF_NO_PHRASE,
    PEOPLE,
    PLURALS_WITHOUT_S,
    QUESTION_WORDS,
    SINGULARS_WITH_S,
    SUBJECTS,
    TAKE_OF,
    VERBS_ASKED_WITH,
)
from retrieval.text.words import is_irregular_form, stem

WHOLE_WORD = re.compile(r"[^\W_]+(?:[-'’.&+/][^\W_]+)*\+*")
_OF_ADJECTIVES = re.compile(r"\w{2,}(?:able|ible|ful|less|ous|ive|ary|ic|ical|ial|tal|nal|cal|ent|ant|ish|worthy)")
_OF_THE_PAST = re.compile(r"\w{2,}(?<!e)(?<!ndr)ed")
_PLAIN_ADJECTIVES = frozenset(
    """alive alone bad better big cheap common dangerous dead deadly different difficult easy edible fast free good hard
    healthy high illegal important large legal likely long low married new old open paid portable possible real rich
    safe same short slow small strong tall true useful venomous warm white wide wild worth wrong young""".split()
)
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
    def is_plural(self) -> bool:
        """Whether it is several things, as far as its ending tells."""
        return bool(self.choices) or is_plural_noun(self.head)

    @property
    def may_be_a_person(self) -> bool:
        if self.head.casefold() in PEOPLE or self.head.casefold().endswith("ist"):
            return True
        named = self.is_name and not self.head.isupper() and not any(map(str.isdigit, self.text))
        return named and self.after not in {"in", "at", "on"} and not _OF_ORGANISATIONS.search(self.text)

    @property
    def is_of_something(self) -> bool:
        """Whether its head is a sign, a part, a cause: of something."""
        return not self.is_name and stem(self.head) in TAKE_OF


def is_plural_noun(noun: str) -> bool:
    """Return whether a noun means several things, as far as its ending tells."""
    word = noun.casefold()
    if word in PLURALS_WITHOUT_S:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in SINGULARS_WITH_S


def words_of(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places; a compound is one."""
    return list(WHOLE_WORD.finditer(text))


def phrases_of(text: str) -> list[NounPhrase]:
    """Return the noun phrases of a text in order, those joined by "of" as one."""
    words = words_of(text)
    nouns = _nouns(text, words)
    runs: list[NounPhrase] = []
    place = 0
    while place < len(words):
        if not nouns[place]:
            place += 1
            continue
        first = place
        while place + 1 < len(words) and nouns[place + 1] and _touch(text, words[place], words[place + 1]):
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


def _touch(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return not text[left.end() : right.start()].strip(" -\u2010\u2011")


def _nouns(text: str, words: Sequence[re.Match[str]]) -> list[bool]:
    """Return of each word whether it is of a noun phrase: no word of a closed class, no verb, and no adjective that
    says something of what stands before it.
    """
    nouns: list[bool] = []
    helper = ""
    said = False
    for place, match in enumerate(words):
        word = match[0].casefold().replace("’", "'")
        before = words[place - 1][0].casefold() if place else ""
        # Capitals tell the month from the auxiliary.
        if word in ALL_AUXILIARIES and not (match[0][0].isupper() and place):
            helper, said = word, False
            nouns.append(False)
            continue
        if word in OF_NO_PHRASE and not (match[0].isupper() and len(word) > 1) and match[0] != "May":
            said = said or word in ALL_PRONOUNS
            nouns.append(False)
            continue
        following = words[place + 1][0].casefold() if place + 1 < len(words) else ""
        is_last = not following or not _touch(text, match, words[place + 1])
        # "Is melatonin bad for you?"; of what only looks like an adjective ("a movement in art") that is not known.
        is_before_more = following in ALL_PREPOSITIONS and word in _PLAIN_ADJECTIVES
        if before == "that" and place > 1 and nouns[place - 2]:
            before = "which"
        follows_a_noun = bool(nouns) and nouns[-1] and _touch(text, words[place - 1], match)
        is_verb = not match[0][:1].isupper() and _is_verb(word, before, helper, said, follows_a_noun)
        is_said = (helper in BE and said and ((is_last and _is_adjective(word)) or is_before_more)) or (
            before == "how" and (following in ALL_AUXILIARIES or not following)
        )
        nouns.append(not is_verb and not is_said)
        if is_verb:
            helper, said = "", False
        else:
            said = True
    return _with_its_verb(text, words, nouns)


def _with_its_verb(text: str, words: Sequence[re.Match[str]], nouns: list[bool]) -> list[bool]:
    """Return the same where the verb that an auxiliary needs was known; else the last of the words that follow its
    subject is the verb: "do sperm whales dive".
    """
    lowered = [match[0].casefold() for match in words]
    for place, word in enumerate(lowered):
        if word not in ALONGSIDE:
            continue
        first = place + 1
        while first < len(words) and not nouns[first] and lowered[first] in ALL_DETERMINERS:
            first += 1
        last = first
        while last < len(words) and nouns[last] and (last == first or _touch(text, words[last - 1], words[last])):
            last += 1
        rest = lowered[last:]
        if any(stem(other) in VERBS_ASKED_WITH or other in ALL_AUXILIARIES for other in rest) or last - first < 2:
            continue
        if words[last - 1][0].islower():
            nouns[last - 1] = False
    return nouns


def _is_verb(word: str, before: str, helper: str, said: bool, follows_a_noun: bool) -> bool:
    known = stem(word) in VERBS_ASKED_WITH or is_irregular_form(word)
    participle = word.endswith(("ed", "ing")) or is_irregular_form(word)
    if before == "to" or before in {"who", "what", "which"}:
        return known
    if before in ALL_PREPOSITIONS:
        return known and word.endswith("ing")
    if before in DEMONSTRATIVES:
        return known and helper in ALONGSIDE
    if before in ALL_DETERMINERS:
        return False
    if helper in ALONGSIDE and said:
        return known
    if helper in BE:
        return participle and (said or known)
    if helper or before in QUESTION_WORDS:
        return participle and known
    if follows_a_noun:
        # "Which countries imposed sanctions": whatever the verb.
        return (known and (participle or word.endswith("s"))) or (not helper and bool(_OF_THE_PAST.fullmatch(word)))
    return known and not said


def _is_adjective(word: str) -> bool:
    return word in _PLAIN_ADJECTIVES or bool(_OF_ADJECTIVES.fullmatch(word))


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
