"""Whether an English question asks after one thing or after several, by how its noun and its verb agree."""

from collections.abc import Sequence

from retrieval.text.grammar import (
    ALL_AUXILIARIES,
    ALL_DETERMINERS,
    ALL_PREPOSITIONS,
    CONJUNCTIONS,
    ENGLISH_ARTICLES,
    OF_NO_PHRASE,
    QUESTION_WORDS,
    VERBS_ASKED_WITH,
)
from retrieval.text.nouns import words_of
from retrieval.text.phrases import is_plural_noun
from retrieval.text.words import is_irregular_form, stem

_BEGIN_ANOTHER_CLAUSE = CONJUNCTIONS | QUESTION_WORDS
_NO_VERB_AFTER = ALL_PREPOSITIONS | ALL_DETERMINERS


def asks_after_several(question: str) -> bool:
    """Return whether what stands after the first "which" or "what" is plural: "Which herons nest there?" is asked of
    several, and "Which heron nests there?" of one, whose verb ends as a plural does.
    """
    words = [match[0].casefold() for match in words_of(question)]
    asks = next((place for place, word in enumerate(words) if word in {"which", "what"}), None)
    # After a noun, "which" may begin what is said of that.
    if asks is None or not all(map(_is_no_noun, words[:asks])):
        return False
    first = last = asks + 1
    while last < len(words) and words[last] not in OF_NO_PHRASE:
        last += 1
    phrase, rest = words[first:last], words[last:]
    if phrase and rest[:1] and rest[0] in ALL_AUXILIARIES:
        return is_plural_noun(phrase[-1])
    # "What causes it?" has no noun, and looks as if it had.
    return words[asks] == "which" and _has_a_plural(phrase, rest)


def _has_a_plural(phrase: Sequence[str], rest: Sequence[str]) -> bool:
    """Return whether the words up to the first that is of no noun phrase hold a plural, which no verb is. `rest` comes
    after them.
    """
    place = next((place for place, word in enumerate(phrase) if is_plural_noun(word)), None)
    if place is None:
        return False
    following = phrase[place + 1 : place + 2]
    if not following:
        # Each question has a verb.
        return _holds_a_verb(rest) or (place == 0 and not (rest and _is_a_verb(phrase[0])))
    if place == 0 or _is_of_the_past(following[0]):
        return True
    return not (_is_a_verb(phrase[place]) or is_plural_noun(following[0])) and _is_a_verb(following[0])


def _holds_a_verb(words: Sequence[str]) -> bool:
    """Return whether there is a verb in the words before another clause begins."""
    before = ""
    for word in words:
        if word in _BEGIN_ANOTHER_CLAUSE:
            return False
        if word in ALL_AUXILIARIES:
            return True
        if before not in _NO_VERB_AFTER and (_is_of_the_past(word) or (_is_a_verb(word) and not is_plural_noun(word))):
            return True
        before = word
    return False


def _is_no_noun(word: str) -> bool:
    return word not in ENGLISH_ARTICLES and (word in OF_NO_PHRASE or _is_a_verb(word))


def _is_a_verb(word: str) -> bool:
    return stem(word) in VERBS_ASKED_WITH


def _is_of_the_past(word: str) -> bool:
    return word.endswith("ed") or is_irregular_form(word)
