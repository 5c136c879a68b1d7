"""Who does what a statement tells, where names alone do not say it: the agent of a verb, and what follows "by". Also
the words that narrow a claim and were left out.
"""

import re
from collections.abc import Sequence

from retrieval.text.words import stem, stems
from retrieval.writing.grounding.english.clauses import SAYING_STEMS, Word, is_done_to, is_passive, is_verb, words_of
from retrieval.writing.grounding.english.synonyms import is_said_by

_PREPOSITIONS = frozenset("between of in from with by to for against among within at on over under".split())
_CLAUSE_OPENERS = frozenset("that which who whom whose if whether".split())
_NARROWING = frozenset(
    """chiefly generally historically largely mainly mostly nearly often partially partly primarily reportedly roughly
    sometimes supposedly traditionally typically usually almost""".split()
)
_ONE_OF = re.compile(r"\bone of\b", re.IGNORECASE)
_AGENT_WORDS = 3
"""The words after "by" that name who it was."""


def has_other_agent(sentence: str, quoted: Sequence[str]) -> bool:
    """Return whether a verb of the sentence has another agent in each of the quoted sentences that have that verb."""
    statement_words = words_of(sentence)
    sources = [words_of(source) for source in quoted]
    verbs = [
        place
        for place, word in enumerate(statement_words)
        if is_verb(statement_words, place) and word.stem not in SAYING_STEMS
    ]
    return any(
        _verb_has_other_agent(statement_words, place, sources)
        for place in verbs
        if not _is_noun(statement_words, place)
    ) or any(
        _has_other_by_agent(statement_words, place, sources)
        for place, word in enumerate(statement_words)
        if word.text.casefold() == "by"
    )


def drops_what_narrows(sentence: str, quoted: Sequence[str]) -> bool:
    """Return whether the sentence leaves out what narrows a claim in a quoted sentence: an adverb such as "primarily",
    "one of", or "worth" before an amount of money.
    """
    statement_stems, statement_forms = set(stems(sentence)), {word.text.casefold() for word in words_of(sentence)}
    for words in map(words_of, quoted):
        for place, word in enumerate(words):
            if word.text.casefold() in _NARROWING and not statement_forms & (_NARROWING | {"most", "much"}):
                narrowed = next((other.stem for other in words[place + 1 :] if other.is_content), None)
                if narrowed in statement_stems:
                    return True
            follows = words[place + 1].text.casefold() == "of" if place + 1 < len(words) else False
            if word.text.casefold() == "one" and follows and not _ONE_OF.search(sentence):
                narrowed = next(
                    (other.stem for other in words[place + 2 :] if other.is_content and not other.is_named), None
                )
                if narrowed in statement_stems:
                    return True
        source_forms = {word.text.casefold() for word in words}
        if "worth" in source_forms - statement_forms and stem("dollars") in statement_stems:
            return True
    return False


def _verb_has_other_agent(statement_words: Sequence[Word], place: int, sources: Sequence[Sequence[Word]]) -> bool:
    """Return whether the sources have the verb at `place`, and each time with another agent."""
    if is_done_to(statement_words, place) or is_passive(statement_words, place):
        return False
    agents = [statement_words[n] for n in _subject(statement_words, place)]
    statement_stems = {word.stem for word in statement_words}
    turned = False
    for words in sources:
        for n, word in enumerate(words):
            if word.stem != statement_words[place].stem or word.is_named or not is_verb(words, n):
                continue
            if is_done_to(words, n) or is_passive(words, n):
                continue
            subject = _subject(words, n)
            subject_stems = {words[m].stem for m in subject}
            after = {other.stem for other in words[n + 1 :] if other.clause == word.clause}
            if (agents and all(other.stem in after - subject_stems for other in agents)) or _lacks_head(
                words, subject, agents, statement_stems
            ):
                turned = True
            else:
                return False
    return turned


def _is_noun(words: Sequence[Word], place: int) -> bool:
    """Return whether an article or the like before a verb makes it a noun: "a lifting of sanctions"."""
    return place > 0 and words[place - 1].text.casefold() in {"a", "an", "the", "its", "their", "his", "her", "of"}


def _lacks_head(
    words: Sequence[Word], subject: Sequence[int], agents: Sequence[Word], statement_stems: set[str]
) -> bool:
    """Return whether the agents stand in the source only behind a preposition, and the statement lacks the noun before
    that: "Russia" of "deals between Russia and Iran".
    """
    agent_stems = {agent.stem for agent in agents}
    joined = next((place for place in subject if words[place].stem in agent_stems), None)
    if joined is None:
        return False
    while joined > 0 and words[joined - 1].text.casefold() in {"the", "a", "an", "its", "their", "both"}:
        joined -= 1
    if joined == 0 or words[joined - 1].text.casefold() not in _PREPOSITIONS:
        return False
    head = next((words[place] for place in range(joined - 2, -1, -1) if words[place].is_content), None)
    return head is not None and not is_said_by(head.stem, statement_stems)


def _subject(words: Sequence[Word], place: int) -> list[int]:
    """Return the places of the content words that a verb's subject may consist of, in order: those before the verb,
    back to another verb or to where its clause begins. They go on across a mark where the clause would begin with a
    preposition.
    """
    found: list[int] = []
    clause = words[place].clause
    for before in range(place - 1, -1, -1):
        word = words[before]
        if word.clause != clause:
            begins = words[before + 1].text.casefold() in _PREPOSITIONS
            if not begins:
                break
            clause = word.clause
        if (
            word.text.casefold() in _CLAUSE_OPENERS
            or is_verb(words, before)
            or (word.stem in SAYING_STEMS and not word.is_named)
        ):
            break
        if word.is_content and not word.text.endswith("ly") and not word.text[0].isdigit():
            found.insert(0, before)
    return found


def _has_other_by_agent(statement_words: Sequence[Word], place: int, sources: Sequence[Sequence[Word]]) -> bool:
    verb, agent = _verb_before(statement_words, place), _agent(statement_words, place)
    if verb is None or not agent:
        return False
    others = [
        _verb_before(words, other_place)
        for words in sources
        for other_place, word in enumerate(words)
        if word.text.casefold() == "by" and agent & _agent(words, other_place)
    ]
    return bool(others) and not any(other is not None and is_said_by(verb, {other}) for other in others)


def _verb_before(words: Sequence[Word], place: int) -> str | None:
    return next((words[n].stem for n in range(place - 1, -1, -1) if is_verb(words, n)), None)


def _agent(words: Sequence[Word], place: int) -> set[str]:
    following = [word for word in words[place + 1 :] if word.clause == words[place].clause and word.is_content]
    return {word.stem for word in following[:_AGENT_WORDS]}
