"""Which words of an English question are of a noun phrase, as far as it can be told without a grammar."""

import re
from collections.abc import Sequence

from retrieval.text.grammar import (
    ALL_AUXILIARIES,
    ALL_DETERMINERS,
    ALL_PREPOSITIONS,
    ALL_PRONOUNS,
    ALONGSIDE,
    BE,
    DEMONSTRATIVES,
    HAVE,
    INDEFINITE_PEOPLE,
    OF_NO_PHRASE,
    QUESTION_WORDS,
    SUBJECTS,
    TAKE_A_VERB,
    VERBS_ASKED_WITH,
    WITH_THEIR_VERB,
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
_BETWEEN_SENTENCES = re.compile(r"[.?!:;]\s")
_ORDINALS = frozenset("final first following last latest next previous second third upcoming".split())


def words_of(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places; a compound is one."""
    return list(WHOLE_WORD.finditer(text))


def touch(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Return whether nothing stands between two words but what joins them, as the mark of who has something does."""
    return not text[left.end() : right.start()].strip(" -\u2010\u2011'’")


def nouns_of(text: str, words: Sequence[re.Match[str]]) -> list[bool]:
    """Return of each word whether it is of a noun phrase: no word of a closed class, no verb, and no adjective that
    says something of what stands before it.
    """
    nouns: list[bool] = []
    helper = ""
    said = False
    is_verb = False
    for place, match in enumerate(words):
        follows_a_verb, is_verb = is_verb, False
        word = match[0].casefold().replace("’", "'")
        before = words[place - 1][0].casefold() if place else ""
        if place and _BETWEEN_SENTENCES.search(text, words[place - 1].end(), match.start()):
            helper, said, before = "", False, ""
        # Capitals tell the month from the auxiliary.
        if word in ALL_AUXILIARIES and not (match[0][0].isupper() and place):
            # "Will everyone be told?"
            helper, said = word, said and word in {"be", "been", "being"}
            nouns.append(False)
            continue
        if word in WITH_THEIR_VERB:
            helper, said = "is", False
            nouns.append(False)
            continue
        if word in OF_NO_PHRASE and not (match[0].isupper() and len(word) > 1) and match[0] != "May":
            said = said or word in ALL_PRONOUNS
            nouns.append(False)
            continue
        following = words[place + 1][0].casefold() if place + 1 < len(words) else ""
        is_last = not following or not touch(text, match, words[place + 1])
        # "Is melatonin bad for you?"; of what only looks like an adjective ("a movement in art") that is not known.
        is_before_more = following in ALL_PREPOSITIONS and word in _PLAIN_ADJECTIVES
        if before == "that" and place > 1 and nouns[place - 2]:
            before = "which"
        follows_a_noun = bool(nouns) and nouns[-1] and touch(text, words[place - 1], match)
        opens_no_name = not match[0][:1].isupper()
        is_verb = opens_no_name and (
            _is_verb(word, before, helper, said, follows_a_noun)
            or _needs_a_verb(before, helper, words[place - 2][0].casefold() if place > 1 else "")
            # "Did it deny supplying drones?"
            or (follows_a_verb and word.endswith("ing") and not is_last)
        )
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
        while last < len(words) and nouns[last] and (last == first or touch(text, words[last - 1], words[last])):
            last += 1
        rest = lowered[last:]
        if any(stem(other) in VERBS_ASKED_WITH or other in ALL_AUXILIARIES for other in rest) or last - first < 2:
            continue
        # "Does Ada Obi maintain Pebble": between two names.
        verb = next((at for at in range(last - 1, first, -1) if words[at][0].islower()), None)
        if verb is not None and (verb == last - 1 or words[first][0][0].isupper()):
            nouns[verb] = False
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
        # "When is the next meeting?"
        if word.endswith("ing") and (before in _PLAIN_ADJECTIVES or before in _ORDINALS):
            return False
        return participle and (said or known)
    if helper or before in QUESTION_WORDS:
        return participle and known
    if follows_a_noun:
        # "Which countries imposed sanctions": whatever the verb.
        return (known and (participle or word.endswith("s"))) or (not helper and bool(_OF_THE_PAST.fullmatch(word)))
    return known and not said


def _needs_a_verb(before: str, helper: str, second_before: str) -> bool:
    """Return whether what follows a word is a verb, whatever it is: after "do I", after "if they" and after "have
    to".
    """
    if before == "to":
        return second_before in TAKE_A_VERB
    if helper in ALONGSIDE | HAVE:
        return before in SUBJECTS | INDEFINITE_PEOPLE | {"it"}
    return not helper and before in SUBJECTS - {"you"}


def _is_adjective(word: str) -> bool:
    return word in _PLAIN_ADJECTIVES or bool(_OF_ADJECTIVES.fullmatch(word))
