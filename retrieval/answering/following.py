"""A question that leans on the turns before it becomes one that stands alone, by rule and without a language model.

One that stands alone is never changed: a conversation may turn to another subject. Where a language model is set, its
rewriting takes the place of `understood` (`answering/rereading`), which is all that the rest knows of this.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answering.ellipsis import continued
from retrieval.answering.leaving_open import leaves_open, of_what_is_not_said
from retrieval.answering.pasted_text import is_pasted
from retrieval.answering.pointing import Pointer, Pointing, pointers_of
from retrieval.answering.referents import Mention, Mentions, Wanted
from retrieval.domain.answers import Outcome
from retrieval.domain.inquiry import Turn
from retrieval.text.direct_question import directly
from retrieval.text.grammar import ALL_AUXILIARIES
from retrieval.text.phrases import predicate_of
from retrieval.text.words import tokens

_OPENS_A_FOLLOW_UP = re.compile(r"\W*(?:(?:and|but|so|or|ok|okay|then|also|oh|well)\b[\s,]*)+", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"\W*(?:(?:and|but|so|ok|okay)\s+)?(?:what|how)\s+about\s+", re.IGNORECASE)
_ABOUT_BEFORE = re.compile(r"(.*\S(?:[?!]|(?<!\d):))\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as it was understood: where it leans on the turns before it, so that it stands alone. `about` is what
    it is about, where it cannot be worded so: it is searched for with it, and not read. `several` are the questions
    that it may be, where what was said before leaves it open.
    """

    asked: str
    question: str
    about: str = ""
    several: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The question as people are told that it was understood."""
        return self._after_what_it_is_about(self.question)

    def shown_with(self, outcome: Outcome) -> Outcome:
        """Return what came of it as the outcome of what was asked, which says how that was read."""
        if self.shown == self.asked:
            return outcome
        if self.shown == _direct(self.asked):
            # The same question in fewer words, or in another order, is no other that anybody has to be told.
            return replace(outcome, question=self.asked)
        read_as = self._after_what_it_is_about(outcome.read_as or self.question)
        return replace(outcome, question=self.asked, read_as=read_as)

    def _after_what_it_is_about(self, question: str) -> str:
        between = " " if self.about.endswith(("?", "!", ".")) else ": "
        return f"{self.about[0].upper()}{self.about[1:]}{between}{question}" if self.about else question


def understood(question: str, turns: Sequence[Turn]) -> Understood:
    """Return what a question means after the `turns` before it."""
    direct = _direct(question)
    alone = Understood(asked=question, question=direct)
    if not (turns := turns_to_lean_on(question, turns)):
        return alone
    turns = [replace(turn, question=_direct(turn.question)) for turn in turns]
    typed = direct.strip()
    about = _WHAT_ABOUT.match(typed)
    goes_on = about or _OPENS_A_FOLLOW_UP.match(typed)
    bare = typed[goes_on.end() :] if goes_on else typed
    about_before, asked_before = _in_two(turns[-1].question)
    if whole := continued(bare, asked_before, goes_on=bool(goes_on)):
        return replace(alone, question=whole, about=about_before)
    bare = typed if about else bare
    mentions = Mentions(turns)
    if pointers := pointers_of(bare, mentions):
        return _with_what_is_meant(replace(alone, question=bare), pointers, mentions)
    topic = mentions.best(Wanted.ANY)
    if topic is None:
        return alone
    if place := of_what_is_not_said(bare):
        return replace(alone, question=f"{bare[:place]} of {topic.phrase.with_article}{bare[place:]}")
    if leaves_open(bare):
        return replace(alone, question=bare, about=topic.phrase.with_article)
    return alone


def _direct(question: str) -> str:
    """Return a question as it is asked directly; a pasted text as it was written."""
    return question if is_pasted(question) else directly(question)


def _in_two(question: str) -> tuple[str, str]:
    """Return what a question is about, where that stands before it, as in `Understood.shown`; and the question."""
    stands_before = _ABOUT_BEFORE.match(question)
    return (stands_before[1].removesuffix(":"), stands_before[2]) if stands_before else ("", question)


def turns_to_lean_on(question: str, turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns that a question may lean on; none where it asks nothing, or is a pasted text."""
    if not tokens(question) or is_pasted(question):
        return []
    return [turn for turn in turns if tokens(turn.question) and not is_pasted(turn.question)]


def _with_what_is_meant(meant: Understood, pointers: Sequence[Pointer], mentions: Mentions) -> Understood:
    """Return the question with what each pronoun stands for in its place. Where that is what the turn before says as a
    whole, or cannot be told, the question is about that turn.
    """
    question, before, about = meant.question, mentions.turns[-1].question, ""
    meanings: list[str] = []
    taken: list[Mention] = []
    for pointer in reversed(pointers):
        if pointer.kind is Pointing.ACT and (act := predicate_of(before)):
            named = act
        elif (found := _referent(pointer, question, mentions, taken)) is None:
            about = before
            continue
        else:
            taken.append(found)
            meanings = [_in_place_of(pointer, question, choice) for choice in mentions.choices_beside(found)]
            named = found.named(pointer.wanted)
        question = _in_place_of(pointer, question, named)
    if len(pointers) == 1 and meanings:
        return replace(meant, question=meant.asked, several=tuple(meanings))
    return replace(meant, question=question, about=about)


_ELSE = {
    Wanted.THINGS: Wanted.NAME,
    Wanted.MAN: Wanted.TYPED_NAME,
    Wanted.WOMAN: Wanted.TYPED_NAME,
    Wanted.SOURCE: Wanted.TYPED_NAME,
}
"""What a pronoun may stand for where nothing is of the kind that it wants."""


def _referent(pointer: Pointer, question: str, mentions: Mentions, taken: Sequence[Mention]) -> Mention | None:
    if pointer.kind is Pointing.ACT:
        return None
    if pointer.kind is Pointing.EVENT:
        said = mentions.all_asked_about()
        # "What does that do?" is said of one.
        is_subject = bool(ALL_AUXILIARIES & set(tokens(question[: pointer.start].casefold())[-1:]))
        return None if said is None or (is_subject and said.phrase.is_plural) else said
    if found := pointer.named or mentions.best(pointer.wanted, taken):
        return found
    return mentions.best(_ELSE.get(pointer.wanted, Wanted.ANY), taken)


def _in_place_of(pointer: Pointer, question: str, named: str) -> str:
    if pointer.is_possessive:
        named += "'" if named.endswith("s") else "'s"
    if pointer.kind is Pointing.COUNTED:
        return f"{question[: pointer.end]} {named.removeprefix('the ')}{question[pointer.end :]}"
    if pointer.kind is Pointing.OTHERS and not (pointer.is_one and named.startswith(("a ", "an "))):
        return f"{question.rstrip(' ?.!')}, {named}?"
    return f"{question[: pointer.start]}{named}{question[pointer.end :]}"
