"""Whether a statement can be understood by itself: each pronoun in it stands for something that it names.

"Iran denied it." is borne out by many quotes, and after a sentence about something else it says what none of them does.
Rules over words, as in `clauses`: what a pronoun can stand for is a thing named before it, in its number, and
for one that something is done to, not whoever does it. Where several are left, which of them is meant is not asked.
"""

import re
from collections.abc import Sequence

from retrieval.text.sentences import split_sentences
from retrieval.text.words import stems
from retrieval.writing.grounding.english.clauses import AUXILIARIES, SAYING_STEMS, Word, is_verb, words_of
from retrieval.writing.grounding.names import CALENDAR

_PERSON = frozenset("he she him his her hers".split())
_THING = frozenset("it its".split())
_GROUP = frozenset("they them their theirs".split())
_THIS = frozenset("this that".split())
_THESE = frozenset("these those".split())
_WHO = frozenset("who whom whose which that".split())
_OURS = frozenset("we us our ours ourselves".split())
_POSSESSIVE = frozenset("his its their theirs hers".split())
_TIMES = frozenset(
    stems("moment minute hour day night week weekend month season spring summer autumn winter year decade century time")
)
"""Words for times. "This" before them means the time when the sentence was written."""
_FINITE_AUXILIARIES = AUXILIARIES | {"shouldn't"}
_ADVERBS_BY_A_VERB = frozenset(
    """also still never not now soon already later then only just even again therefore thus last next previous earlier
    recently meanwhile however instead yet today yesterday tomorrow""".split()
)
_BEFORE_ITS_NAME = frozenset(
    """about according after although among as at because before besides by despite during except following for from if
    in like of on once since though through throughout to under unless until upon when whenever where whereas while
    with within without""".split()
)
"""Words that begin what comes before the sentence proper, as in "In its report, the agency said …"."""
_JUDGED = (
    "bad|best|better|clear|common|critical|crucial|dangerous|difficult|easier|easy|essential|evident|false|good|hard"
    "|harder|illegal|important|impossible|inevitable|lawful|legal|likely|natural|necessary|obvious|odd|plain|possible"
    "|premature|rare|reasonable|right|safe|time|true|too early|too late|unclear|understandable|unlawful|unlikely"
    "|unusual|useful|useless|usual|vital|worth|wrong"
)
_STANDS_FOR_NOTHING = re.compile(
    rf"""\bit\s+(?:(?!it\b)\w+(?:n['’]t)?\s+){{0,4}}?
        (?:(?:is|was|be|been|being|seems?|seemed|appears?|appeared|becomes?|became|remains?|remained|isn['’]t|wasn['’]t)\s+
           (?:(?!(?:accused|told|warned|informed|assured|aware|concerned|confident)\b)\w+\s+){{1,3}}?
           (?:that|whether|if|how|why|who|when|until|since)\b
         | (?:(?!it\b)\w+\s+){{0,3}}?(?:{_JUDGED})\s+(?:for|to|that|whether|if)\b
         | (?:takes?|took|seems?|seemed|appears?|appeared|turns?\s+out|turned\s+out)\s+(?:\w+\s+){{0,5}}?(?:to|that)\b)
      | \b(?:make|makes|made|making|find|finds|found|finding|consider|considers|considered|think|thinks|thought)\s+it\s+
        (?:\w+\s+){{1,2}}?(?:to|for|that)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""A pronoun that stands for nothing, as in "it is unclear whether …" and "it would be hard to argue"."""


_LEANS = re.compile(
    r"""(?i:^(?:(?:in|as\ an?)\ (?:response|return|reply|answer|turn|addition|contrast)\b[ ,]|then\b)
      |^[\w-]+\ of\ (?:which|whom|them|these|those)\b)
      |\b(?i:(?:do|does|did|done|doing|said|says|saying)\ so)\b
      |\b(?i:the\ (?:same|latter|former)\s*+(?:[.,;]\s*+)?$)""",
    re.VERBOSE,
)
"""The words by which a sentence leans on another, as in "In response, Iran denied …", "Iran denied doing so"."""
_TOLD_BEFORE = frozenset(stems("accusation allegation claim charge announcement disclosure statement move decision"))
"""The stems of nouns for something that was said before. "The" or "such" stands before them, and nothing after them
says which."""


def refers_outside(text: str) -> bool:
    """Return whether a pronoun in the text stands for something that the text does not name. Quotations should be left
    empty, with their marks alone: what somebody else says may well lean on something.
    """
    text = text.replace('""', "so")
    empty = [found.span() for found in _STANDS_FOR_NOTHING.finditer(text)]
    words = words_of(text)
    first = text[slice(*split_sentences(text)[0])] if text else ""
    return bool(_LEANS.search(first)) or any(
        _is_outside(words, place)
        for place, word in enumerate(words)
        if word.text != "US"
        and not (word.text.casefold() == "it" and any(start <= word.start < end for start, end in empty))
    )


def _is_outside(words: Sequence[Word], place: int) -> bool:
    folded = words[place].text.casefold()
    if folded in _OURS:
        return True
    if folded in _PERSON | _THING | _GROUP:
        return not _named_for(words, place)
    if (folded in _THIS | _THESE and _points(words, place)) or _is_told_before(words, place):
        return not _named_for(words, place)
    return False


def _is_told_before(words: Sequence[Word], place: int) -> bool:
    """Return whether "the claim" or "such claims" begins at `place`, and nothing says which."""
    if words[place].text.casefold() not in {"the", "such"} or place + 1 == len(words):
        return False
    what, after = words[place + 1], _in_clause(words, place + 2)
    if what.stem not in _TOLD_BEFORE or any(word.stem == what.stem for word in words[:place]):
        return False
    return (
        after is None or after.text.casefold() in _FINITE_AUXILIARIES | _ADVERBS_BY_A_VERB or is_verb(words, place + 2)
    )


def _points(words: Sequence[Word], place: int) -> bool:
    """Return whether "this" or "that" at `place` points at something: it does not begin a clause, and no word of time
    follows.
    """
    folded = words[place].text.casefold()
    following = _in_clause(words, place + 1)
    before = words[place - 1] if place else None
    if folded == "that":
        # "That was denied", "Iran denied that": others begin a clause or follow a noun.
        if before is None or words[place].text[0].isupper():
            return following is not None and following.text.casefold() in _FINITE_AUXILIARIES
        return following is None and is_verb(words, place - 1)
    if following is None:
        return not (folded == "those" and place + 1 < len(words) and words[place + 1].text.casefold() in _WHO)
    if following.stem in _TIMES:
        return False
    return folded != "those" or _is_plural(following)


def _named_for(words: Sequence[Word], place: int) -> bool:
    """Return whether something stands before the pronoun that it can stand for; or after it, where the pronoun stands
    before the sentence proper.
    """
    word = words[place]
    agents = () if _is_possessive(words, place) or _does(words, place) else _agents_of(words, place)
    if any(
        other_place not in agents and _is_thing(words, other_place) and _agrees(word, words, other_place)
        for other_place in range(place)
    ):
        return True
    return words[0].text.casefold() in _BEFORE_ITS_NAME and any(
        other.clause > word.clause and _is_thing(words, other_place) and _agrees(word, words, other_place)
        for other_place, other in enumerate(words)
    )


def _agrees(pronoun: Word, words: Sequence[Word], place: int) -> bool:
    folded = pronoun.text.casefold()
    if folded in _THESE:
        return _is_plural(words[place]) or any(word.text.casefold() == "and" for word in words[place : place + 3])
    return folded in _GROUP | _THIS or not _is_plural(words[place])


def _is_plural(word: Word) -> bool:
    return word.text[0].islower() and word.text.endswith("s") and not word.text.endswith(("ss", "us", "is"))


def _is_thing(words: Sequence[Word], place: int) -> bool:
    """Return whether the word may name something."""
    word = words[place]
    folded = word.text.casefold()
    if not word.is_content or word.text[0].isdigit() or folded in CALENDAR | _ADVERBS_BY_A_VERB or word.stem in _TIMES:
        return False
    return word.is_named or not (_is_predicate(words, place) or word.text.endswith("ly"))


def _is_predicate(words: Sequence[Word], place: int) -> bool:
    """Return whether the word looks like a verb; "reports" is a verb after a name, and none after "the"."""
    word, before = words[place], words[place - 1] if place else None
    if word.text.casefold() in _FINITE_AUXILIARIES or is_verb(words, place):
        return True
    says = word.stem in SAYING_STEMS and not word.is_named and word.text.endswith("s")
    return says and before is not None and before.is_content and not is_verb(words, place - 1)


def _is_possessive(words: Sequence[Word], place: int) -> bool:
    folded = words[place].text.casefold()
    following = _in_clause(words, place + 1)
    return folded in _POSSESSIVE or (folded == "her" and following is not None and following.is_content)


def _does(words: Sequence[Word], place: int) -> bool:
    """Return whether the pronoun is the agent of the verb that follows it."""
    following = place + 1
    if words[place].text.casefold() in _THIS | _THESE:
        while (word := _in_clause(words, following)) and word.is_content and not _is_predicate(words, following):
            following += 1
    while (word := _in_clause(words, following)) and word.text.casefold() in _ADVERBS_BY_A_VERB:
        following += 1
    if words[place].text.casefold() in {"he", "she", "they"}:
        return True
    return _in_clause(words, following) is not None and _is_predicate(words, following)


def _in_clause(words: Sequence[Word], place: int) -> Word | None:
    """Return the word at `place` if it stands in the clause of the word before it; else None."""
    if place >= len(words) or words[place].clause != words[place - 1].clause:
        return None
    return words[place]


def _agents_of(words: Sequence[Word], place: int) -> set[int]:
    """Return the places of the agents of the verb before the pronoun: what is named between that verb and the verb
    before it, or, where nothing is, before that one ("Iran has agreed to support it").
    """
    agents: set[int] = set()
    clause = words[place].clause
    was_verb = False
    for before in range(place - 1, -1, -1):
        if _is_predicate(words, before):
            if agents:
                break
            was_verb = True
        elif was_verb and _is_thing(words, before):
            agents.add(before)
        if words[before].clause != clause:
            if agents:
                break
            clause = words[before].clause
    return agents
