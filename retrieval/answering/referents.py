"""What a pronoun of a question stands for: the phrase of the turns before it that is likeliest spoken of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from retrieval.domain.inquiry import Turn
from retrieval.text.grammar import ALL_AUXILIARIES, ALL_PREPOSITIONS, ANYWHERE, FEMALE, MALE, WITH_THEIR_VERB
from retrieval.text.phrases import NounPhrase, phrases_of, predicate_of
from retrieval.text.words import content_stems, tokens

TURNS_BACK = 4
"""The turns before a question among which is looked for what it points to."""


class Wanted(StrEnum):
    """What a pronoun may stand for."""

    THING = "thing"
    THINGS = "things"
    MAN = "man"
    WOMAN = "woman"
    PLACE = "place"
    TWO = "two"
    NAME = "name"
    TYPED_NAME = "typed name"
    SOURCE = "source"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A phrase of an earlier turn; `back` is how many turns ago, from 1, `place` its place among those of its turn, and
    `again` how many other turns speak of it. `answers` says that it stands in what answered the turn.
    """

    phrase: NounPhrase
    back: int
    place: int
    again: int
    part: bool = False
    answers: bool = False

    def named(self, wanted: Wanted) -> str:
        """Return the phrase as it stands in a pronoun's place: for "they", of "a copy", "copies"."""
        several = "" if self.phrase.is_plural or wanted is not Wanted.THINGS else self.phrase.in_general
        return several or self.phrase.with_article

    @property
    def score(self) -> float:
        """How likely it is spoken of on: what was spoken of last, by several turns, and what others are parts of."""
        phrase = self.phrase
        score = 2.0 / self.back + 0.3 * min(self.again, 3) - 0.2 * self.place
        if phrase.whole is not None and phrase.is_of_something:
            score -= 0.6
        if not set(content_stems(phrase.text)) - ANYWHERE:
            score -= 1.0
        if phrase.after in {"in", "at", "on", "for", "during", "from", "by", "with"}:
            score -= 0.5
        if self.answers:
            score -= 1.0
        return score


@dataclass(frozen=True, slots=True)
class Mentions:
    """All that the turns before a question speak of."""

    turns: Sequence[Turn]
    all: tuple[Mention, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "all", tuple(self._mentions()))

    def best(self, wanted: Wanted, taken: Sequence[Mention] = ()) -> Mention | None:
        """Return the likeliest of a kind that is not `taken`, as what another word stands for; None where nothing is
        of it.
        """
        if wanted is Wanted.TWO:
            return self._two()
        others = {mention.phrase.text.casefold() for mention in taken}
        fitting = [
            mention for mention in self.all if _fits(mention, wanted) and mention.phrase.text.casefold() not in others
        ]
        return max(fitting, key=lambda mention: mention.score + _fit(mention, wanted), default=None)

    def all_asked_about(self) -> Mention | None:
        """Return the one thing that the last question speaks of, besides times: it is all of what that says. None where
        it speaks of several, or of none.
        """
        of_last = [each for each in self.all if each.back == 1 and not (each.answers or each.part)]
        things = [each for each in of_last if not each.phrase.is_time]
        return things[0] if len(things) == 1 else None

    def choices_beside(self, mention: Mention) -> tuple[str, ...]:
        """Return the things of which a mention of the last turn is one, where it named two together: none is likelier
        to be spoken of.
        """
        named = mention.phrase.with_article
        pairs = (other.phrase.choices for other in self.all if other.back == 1 and mention.back == 1)
        return next((choices for choices in pairs if named in choices), ())

    def _two(self) -> Mention | None:
        """Return the last two things that were spoken of together, or else in two turns, one after the other."""
        pairs = [mention for mention in self.all if mention.phrase.choices]
        if pairs:
            return pairs[0]
        topics: list[Mention] = []
        for back in range(1, TURNS_BACK + 1):
            of_turn = [mention for mention in self.all if mention.back == back and not mention.answers]
            topic = max(of_turn, key=lambda mention: mention.score, default=None)
            if topic and topic.phrase.text.casefold() not in {other.phrase.text.casefold() for other in topics}:
                topics.append(topic)
        if len(topics) < len(("this", "that")):
            return topics[0] if topics else None
        later, earlier = topics[:2]
        both = f"{earlier.phrase.with_article} or {later.phrase.with_article}"
        return replace(later, phrase=replace(later.phrase, text=both, determiner="", after=""))

    def _mentions(self) -> Iterator[Mention]:
        recent = list(reversed(self.turns))[:TURNS_BACK]
        stems = [set(content_stems(turn.question)) for turn in recent]
        for back, turn in enumerate(recent, start=1):
            for phrase, place, part in _with_parts(_phrases_of(turn.question)):
                own = set(content_stems(phrase.text)) - ANYWHERE
                again = sum(bool(own) and own <= other for n, other in enumerate(stems, start=1) if n != back)
                yield Mention(phrase=phrase, back=back, place=place, again=again, part=part)
            for place, name in enumerate(self._names_in(turn.statements)):
                yield Mention(phrase=name, back=back, place=place, again=0, answers=True)

    def _names_in(self, statements: Sequence[str]) -> Iterator[NounPhrase]:
        """Yield the names of what answered a turn. A sentence begins with a capital whatever its first word is: that is
        no name where it stands without one elsewhere, is several things, or ends as other nouns do.
        """
        said = [statement for turn in self.turns for statement in (turn.question, *turn.statements)]
        small = {word for text in said for word in tokens(text) if word.islower()}
        for statement in statements:
            for phrase in phrases_of(statement):
                name = phrase.name
                opens = not phrase.determiner and _opens_a_sentence(statement, phrase.start)
                if name is None or name.is_time:
                    continue
                is_word = name.text.casefold() in small or name.is_plural or _OF_NOUNS.fullmatch(name.text)
                if not (opens and is_word):
                    yield name


def _opens_a_sentence(text: str, place: int) -> bool:
    """Return whether nothing but marks stands between a place and the beginning of a text, or the end of a sentence."""
    while place and not (text[place - 1].isalnum() or text[place - 1] == "_"):
        place -= 1
        if text[place] in _ENDS_BEFORE:
            return True
    return place == 0


def _fit(mention: Mention, wanted: Wanted) -> float:
    """Return what is added for what fits a pronoun better than its like: "they" are the side effects, and not the
    drugs, and sooner than one committee; "he" is the husband.
    """
    head = mention.phrase.head.casefold()
    if wanted is Wanted.MAN or wanted is Wanted.WOMAN:
        return 2.0 if head in (MALE if wanted is Wanted.MAN else FEMALE) else 0.0
    if wanted is Wanted.THINGS and not mention.phrase.is_plural:
        return -0.5 if mention.phrase.is_collective else -1.5
    return 1.3 if wanted is Wanted.THINGS and mention.phrase.whole is not None else 0.0


_OF_NOUNS = re.compile(r"\w{2,}(?:ing|tion|sion|ment|ness|ity|ance|ence)")
_ENDS_BEFORE = frozenset(".?!:|\n")
_PLACES_IT = frozenset({"in", "for", "on", "at", "between", "with", "from"})


def _phrases_of(question: str) -> list[NounPhrase]:
    """Return the phrases of a question, with what places them where it asks what they are: "the largest volcano in
    Iceland". Where it asks what is done, that may say where it is done.
    """
    phrases = _with_what_they_do(question, phrases_of(question))
    if not predicate_of(question):
        for place in range(len(phrases) - 2, -1, -1):
            phrase, following = phrases[place], phrases[place + 1]
            between = question[phrase.end : following.start].split()
            if following.after in _PLACES_IT and len(between) == 1 + bool(following.determiner):
                placed = question[phrase.start : following.start] + following.text
                phrases[place] = replace(phrase, text=placed, end=following.end)
    return _with_pairs(question, phrases)


def _with_what_they_do(question: str, phrases: list[NounPhrase]) -> list[NounPhrase]:
    """Return the phrases, the first with what it does where the question asks which: of "which countries imposed
    sanctions", "countries that imposed sanctions".
    """
    words = question[phrases[0].end :].split() if phrases and phrases[0].after in {"which", "what", "many"} else []
    if not words or ALL_AUXILIARIES & {word.casefold() for word in question.split()} or words[0] in ALL_PREPOSITIONS:
        return phrases
    does = question[phrases[0].end :].strip(" ?.!")
    return [replace(phrases[0], text=f"{phrases[0].text} that {does}"), *phrases[1:]] if does else phrases


def _with_pairs(text: str, phrases: Sequence[NounPhrase]) -> list[NounPhrase]:
    """Return the phrases, and before two that "and" or "or" joins, both as one, which is several things."""
    with_pairs: list[NounPhrase] = []
    for place, phrase in enumerate(phrases):
        if place and phrases[place - 1].end < phrase.start:
            between = text[phrases[place - 1].end : phrase.start].split()
            if between[:1] in (["and"], ["or"]) and len(between) <= 1 + bool(phrase.determiner):
                first = phrases[place - 1]
                both = f"{first.with_article} and {phrase.with_article}"
                choices = (first.with_article, phrase.with_article)
                pair = replace(first, text=both, determiner="", end=phrase.end, head="both", choices=choices)
                with_pairs.insert(len(with_pairs) - 1, pair)
        with_pairs.append(phrase)
    return with_pairs


def _with_parts(phrases: Sequence[NounPhrase]) -> Iterator[tuple[NounPhrase, int, bool]]:
    for place, phrase in enumerate(phrases):
        yield phrase, place, False
        if phrase.whole is not None and not (phrase.is_name and phrase.whole.is_name):
            yield phrase.whole, place, True


def _fits(mention: Mention, wanted: Wanted) -> bool:
    phrase = mention.phrase
    match wanted:
        case Wanted.MAN:
            return phrase.may_be_a_person and phrase.head.casefold() not in FEMALE
        case Wanted.WOMAN:
            return phrase.may_be_a_person and phrase.head.casefold() not in MALE
        case Wanted.THINGS:
            return phrase.is_plural or (not mention.answers and (phrase.is_collective or bool(phrase.in_general)))
        case Wanted.SOURCE:
            return phrase.is_name or phrase.is_collective or phrase.is_somebody
        case Wanted.TYPED_NAME:
            # "who is ada", "who trains ada": typed so, a name has no article, as little as "rye" has.
            is_alone = not (phrase.determiner or phrase.is_plural or phrase.is_of_something)
            is_subject = phrase.after in ALL_AUXILIARIES | WITH_THEIR_VERB or phrase.after.endswith("s")
            return is_alone and not mention.answers and is_subject
        case Wanted.THING:
            return not (phrase.is_plural or phrase.is_somebody or (mention.answers and phrase.may_be_a_person))
        case Wanted.PLACE:
            return phrase.is_name or phrase.after in {"in", "at", "to", "near", "from"}
        case Wanted.NAME:
            return phrase.is_name and (phrase.may_be_a_person or not mention.answers)
        case Wanted.ANY | Wanted.TWO:
            return not mention.answers
