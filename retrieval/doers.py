"""Who does what a statement tells, where names alone do not say it: whoever a verb is told of, and what follows "by";
and the words that narrow a claim and were left out.
"""

import re
from collections.abc import Sequence

from retrieval.clauses import SAYING_STEMS, Word, is_done_to, is_passive, is_verb, words_of
from retrieval.same_meaning import is_said_by
from retrieval.words import stem, stems

_PREPOSITIONS = frozenset("between of in from with by to for against among within at on over under".split())
_BOUNDS = frozenset("that which who whom whose if whether".split())
_NARROWING = frozenset(
    """chiefly generally historically largely mainly mostly nearly often partially partly primarily reportedly roughly
    sometimes supposedly traditionally typically usually almost""".split()
)
_ONE_OF = re.compile(r"\bone of\b", re.IGNORECASE)
_AGENT_WORDS = 3
"""After "by": those that name who it was."""


def has_other_doer(sentence: str, quoted: Sequence[str]) -> bool:
    """Whether it tells of somebody else what the quoted sentences tell of one."""
    mine = words_of(sentence)
    theirs = [words_of(one) for one in quoted]
    verbs = [n for n, one in enumerate(mine) if is_verb(mine, n) and one.stem not in SAYING_STEMS]
    return any(_does_other(mine, n, theirs) for n in verbs if not _is_noun(mine, n)) or any(
        _has_other_agent(mine, n, theirs) for n, word in enumerate(mine) if word.text.casefold() == "by"
    )


def drops_what_narrows(sentence: str, quoted: Sequence[str]) -> bool:
    """Whether what holds "primarily" is told without that, or an amount of money for what is worth it."""
    said, mine = set(stems(sentence)), {word.text.casefold() for word in words_of(sentence)}
    for words in map(words_of, quoted):
        for n, word in enumerate(words):
            if word.text.casefold() in _NARROWING and not mine & (_NARROWING | {"most", "much"}):
                narrowed = next((one.stem for one in words[n + 1 :] if one.is_content), None)
                if narrowed in said:
                    return True
            follows = words[n + 1].text.casefold() == "of" if n + 1 < len(words) else False
            if word.text.casefold() == "one" and follows and not _ONE_OF.search(sentence):
                narrowed = next((one.stem for one in words[n + 2 :] if one.is_content and not one.is_named), None)
                if narrowed in said:
                    return True
        theirs = {word.text.casefold() for word in words}
        if "worth" in theirs - mine and stem("dollars") in said:
            return True
    return False


def _does_other(mine: Sequence[Word], place: int, theirs: Sequence[Sequence[Word]]) -> bool:
    if is_done_to(mine, place) or is_passive(mine, place):
        return False
    doers = [mine[n] for n in _subject(mine, place)]
    said = {word.stem for word in mine}
    turned = False
    for words in theirs:
        for n, word in enumerate(words):
            if word.stem != mine[place].stem or word.is_named or not is_verb(words, n):
                continue
            if is_done_to(words, n) or is_passive(words, n):
                continue
            subject = _subject(words, n)
            there = {words[m].stem for m in subject}
            after = {one.stem for one in words[n + 1 :] if one.clause == word.clause}
            if (doers and all(one.stem in after - there for one in doers)) or _lacks_head(words, subject, doers, said):
                turned = True
            else:
                return False
    return turned


def _is_noun(words: Sequence[Word], place: int) -> bool:
    """Whether an article or the like before it makes a noun of a verb: "a lifting of sanctions"."""
    return place > 0 and words[place - 1].text.casefold() in {"a", "an", "the", "its", "their", "his", "her", "of"}


def _lacks_head(words: Sequence[Word], subject: Sequence[int], doers: Sequence[Word], said: set[str]) -> bool:
    """Whether only what stands with a preposition there ("deals between Russia and Iran") is who does it here."""
    mine = {one.stem for one in doers}
    joined = next((n for n in subject if words[n].stem in mine), None)
    if joined is None:
        return False
    while joined > 0 and words[joined - 1].text.casefold() in {"the", "a", "an", "its", "their", "both"}:
        joined -= 1
    if joined == 0 or words[joined - 1].text.casefold() not in _PREPOSITIONS:
        return False
    head = next((words[n] for n in range(joined - 2, -1, -1) if words[n].is_content), None)
    return head is not None and not is_said_by(head.stem, said)


def _subject(words: Sequence[Word], place: int) -> list[int]:
    """The content words before a verb that it is told of, the first first: back to another verb, or where its clause
    begins; and across a mark where that would begin with a preposition.
    """
    found: list[int] = []
    clause = words[place].clause
    for n in range(place - 1, -1, -1):
        word = words[n]
        if word.clause != clause:
            begins = words[n + 1].text.casefold() in _PREPOSITIONS
            if not begins:
                break
            clause = word.clause
        if word.text.casefold() in _BOUNDS or is_verb(words, n) or (word.stem in SAYING_STEMS and not word.is_named):
            break
        if word.is_content and not word.text.endswith("ly") and not word.text[0].isdigit():
            found.insert(0, n)
    return found


def _has_other_agent(mine: Sequence[Word], place: int, theirs: Sequence[Sequence[Word]]) -> bool:
    verb, agent = _verb_before(mine, place), _agent(mine, place)
    if verb is None or not agent:
        return False
    others = [
        _verb_before(words, n)
        for words in theirs
        for n, word in enumerate(words)
        if word.text.casefold() == "by" and agent & _agent(words, n)
    ]
    return bool(others) and not any(other is not None and is_said_by(verb, {other}) for other in others)


def _verb_before(words: Sequence[Word], place: int) -> str | None:
    return next((words[n].stem for n in range(place - 1, -1, -1) if is_verb(words, n)), None)


def _agent(words: Sequence[Word], place: int) -> set[str]:
    following = [one for one in words[place + 1 :] if one.clause == words[place].clause and one.is_content]
    return {one.stem for one in following[:_AGENT_WORDS]}
