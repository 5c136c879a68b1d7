"""Why a question is refused: what was looked at, which words no passage has, and no more than is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from retrieval.answering.asked_kinds import asked_kind_of
from retrieval.answering.missing_words import says_a_subject, worth_naming
from retrieval.answering.question import MAX_QUESTION_CHARS, says_not_what_about
from retrieval.domain.answers import Refusal, RefusalFacts, RefusalReason
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Relation
from retrieval.text.languages import language_name
from retrieval.text.words import UNSPACED, is_english, looks_english, tokens

NEAREST_SHOWN = 3
"""The passages shown with a refusal."""
COMMON_RATIO = 0.5
"""The share of the passages found: a word of the question that stands in so many is one of their language."""


def refusal_before_search(question: str, documents: Collection[str] | None, known: Collection[str]) -> Refusal | None:
    """Refuse what cannot be looked up, before it costs anything; None where it can be."""
    if not question.strip():
        return Refusal(question=question, reason=RefusalReason.EMPTY_QUESTION)
    if len(question) > MAX_QUESTION_CHARS:
        return Refusal(
            question=question,
            reason=RefusalReason.QUESTION_TOO_LONG,
            facts=RefusalFacts(limit_chars=MAX_QUESTION_CHARS),
        )
    if not tokens(question):
        return Refusal(question=question, reason=RefusalReason.NO_WORDS)
    if documents is None and says_not_what_about(question) and asked_kind_of(question) is None:
        return Refusal(question=question, reason=RefusalReason.NO_SUBJECT)
    if documents is not None and (unknown := sorted(set(documents) - set(known))):
        return Refusal(
            question=question,
            reason=RefusalReason.UNKNOWN_DOCUMENT,
            facts=RefusalFacts(unknown_documents=tuple(unknown)),
        )
    return None


def refusal_of_several(question: str, meanings: tuple[str, ...]) -> Refusal:
    """Refuse what may mean several things after what was said before."""
    return Refusal(question=question, reason=RefusalReason.SEVERAL_MEANINGS, facts=RefusalFacts(meanings=meanings))


def refusal_of_what_asks_nothing(text: str, found: Sequence[FoundPassage]) -> Refusal:
    """Refuse a long text without a question. `found` are the passages nearest to it, none where the corpus has none of
    its telling words.
    """
    if not found:
        return Refusal(question=text, reason=RefusalReason.NO_SHARED_WORDS, facts=RefusalFacts(asks_nothing=True))
    return Refusal(
        question=text,
        reason=RefusalReason.NOTHING_ASKED,
        facts=RefusalFacts(asks_nothing=True),
        nearest=tuple(found[:NEAREST_SHOWN]),
    )


def refusal_after_reading(
    question: str,
    found: Sequence[FoundPassage],
    frequencies: Mapping[str, int],
    *,
    premise: tuple[str, Relation] | None = None,
    several: bool = False,
    unread: bool = False,
    said_by: tuple[str, tuple[str, ...]] = ("", ()),
) -> Refusal:
    """Refuse what was read without an answer. `frequencies` says in how many passages each content word of the question
    stands; `premise` is a yes/no question whose yes the question, or its likeliest part where it has `several`, takes
    for granted, and what the passages found say to it. `unread` is whether no passage was read; `said_by` is whose
    words are asked for, and who else says what would answer.
    """
    nearest = tuple(found[:NEAREST_SHOWN])
    missing = tuple(word for word, count in frequencies.items() if not count and says_a_subject(word))
    facts = RefusalFacts(
        # In scripts without spaces between words it is not known which words are missing.
        missing_words=worth_naming(question, [word for word in missing if not UNSPACED.search(word)]),
        # Where most of the words are unknown, it is more often another language than another subject.
        languages=_languages_of(question, found) if len(missing) > len(frequencies) / 2 else (),
        has_parts=several,
        asked_of=said_by[0] if said_by[1] else "",
        said_by=said_by[1],
    )
    if unread and frequencies and not any(frequencies.values()):
        return Refusal(question=question, reason=RefusalReason.NO_SHARED_WORDS, facts=facts)
    if nearest and not any(looks_english(near.passage.text) for near in nearest):
        facts = replace(facts, has_no_english=True)
    if premise is None or premise[1] is Relation.SUPPORTS:
        return Refusal(question=question, reason=RefusalReason.NOT_ANSWERED, facts=facts, nearest=nearest)
    facts = replace(facts, premise=premise[0], is_premise_denied=premise[1] is Relation.CONTRADICTS)
    return Refusal(question=question, reason=RefusalReason.PREMISE_NOT_FOUND, facts=facts, nearest=nearest)


def _languages_of(question: str, found: Sequence[FoundPassage]) -> tuple[str, ...]:
    """Return the languages of the documents found, where all of them state one and the question is in none of these as
    far as its words tell: English by its function words, another by words that half the passages found have.
    """
    stated = {near.passage.document.language for near in found}
    languages = {language for language in stated if language}
    if not languages or None in stated:
        return ()
    asked = {word.casefold() for word in tokens(question)}
    spoken = [{word.casefold() for word in tokens(near.passage.text)} for near in found]
    if is_english(question):
        if any(language_name(language).casefold().startswith("english") for language in languages):
            return ()
    elif any(sum(word in words for words in spoken) >= len(spoken) * COMMON_RATIO for word in asked):
        return ()
    return tuple(sorted(languages))
