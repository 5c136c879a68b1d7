"""Who says what a sentence tells, as the sentence itself names them: "Kyiv said …", "according to the ministry"."""

import re

from retrieval.text.grammar import PEOPLE
from retrieval.text.people import leans_on
from retrieval.text.words import is_stop_word, tokens

MOST_WORDS_OF_A_SPEAKER = 8
_SPEECH_VERB = re.compile(
    r"\b(?:said|says?|told|claim(?:s|ed)|den(?:y|ies|ied)|confirm(?:s|ed)|announce[sd]|report(?:s|ed)|state[sd]"
    r"|insist(?:s|ed)|warn(?:s|ed)|argue[sd]|estimate[sd]|reject(?:s|ed)|admit(?:s|ted)|alleg(?:es|ed)|accuse[sd])\b"
)
_ACCORDING_TO = re.compile(r"\b[Aa]ccording to ([^,.;:“”\"()]{2,80})")
_CLAUSE_ENDS = '.;:,“”"()—'
_JOINS = frozenset("and but while that however though also meanwhile".split())
_BEFORE_THE_VERB = frozenset("has have had also later repeatedly publicly".split())
_NO_SPEAKER = frozenset(
    """a an as at after before by during for from he how i if in is it its of on she since they this that these those
    to was we were when where which who with you be been being are""".split()
)

_WHO_SPEAK = PEOPLE | frozenset(
    """academy activist administration administrator adviser agency ambassador analyst applicant army assembly
    association audience author authority bank bishop board brigade buyer cabinet campaigner candidate captain
    chair chairperson charity church citizen claimant club coalition college commission commissioner committee
    community company congress contractor contributor cooperative coordinator council councillor court critic
    customer defence delegate delegation department deputy developer editor employee employer engineer
    executive expert faculty family farmer federation firm foundation government governor group guest guild
    headteacher health historian hospital institute insurer investigator journalist judge jury lawmaker lawyer
    league maintainer management manager manufacturer mayor member minister ministry moderator mp navy
    neighbour neighbor newspaper office officer official opponent opposition organiser organizer panel parent
    parliament partner passenger pilot player police principal prosecutor protester publisher referee
    regulator reporter representative researcher resident retailer school secretary seller senate senator
    sponsor staff student supervisor supplier supporter surveyor teacher team tenant trainer treasurer
    tribunal trustee union university user villager visitor volunteer watchdog witness worker""".split()
)
"""What people are called, and bodies of people, that say something. A report or a server does not: it is the document
itself, or what it is about."""
_JOIN_NOUNS = re.compile(r"\s(?:of|for|from|in|at)\s")
_OF_SOMEBODY = re.compile(
    r"\w*(?:person|people)|(?:spokes|chair|lay|business|country|police|fire|fisher|crafts)(?:wo)?m[ae]n", re.IGNORECASE
)


def speaker_of(sentence: str) -> str | None:
    """Return who is said to say it, as the sentence writes them; None where the document says it by itself, or a
    pronoun does.
    """
    if according := _ACCORDING_TO.search(sentence):
        return _named(according[1])
    for verb in _SPEECH_VERB.finditer(sentence):
        begins = max(sentence.rfind(mark, 0, verb.start()) for mark in _CLAUSE_ENDS) + 1
        if speaker := _named(_subject(sentence[begins : verb.start()])):
            return speaker
    return None


def _subject(clause: str) -> str:
    """Return a clause before its verb without what joins it to another, and without what belongs to the verb."""
    words = clause.split()[-2 * MOST_WORDS_OF_A_SPEAKER :]
    while words and words[-1] in _BEFORE_THE_VERB:
        words.pop()
    while words and words[0].casefold() in _JOINS:
        words.pop(0)
    return " ".join(words)


def _named(phrase: str) -> str | None:
    """Return the phrase where it may name somebody: some words and no clause, of which one has a capital or the last is
    what people are called: "the organisers".
    """
    phrase = phrase.strip()
    words = tokens(phrase)
    inner = {word.casefold() for word in words[1:]} - {"of", "for", "from", "in", "at"}
    if not words or len(words) > MOST_WORDS_OF_A_SPEAKER or inner & _NO_SPEAKER or leans_on(phrase):
        return None
    first = words[0].casefold()
    is_name = any(word[0].isupper() and not is_stop_word(word) for word in words)
    if first in _NO_SPEAKER - {"a", "an"} or not (is_name or are_people(phrase)):
        return None
    return phrase


def are_people(phrase: str) -> bool:
    """Return whether a phrase without a name is of people: "two residents of the street" are."""
    head = tokens(_JOIN_NOUNS.split(phrase, maxsplit=1)[0])[-1:]
    return any(_singular(word.casefold()) in _WHO_SPEAK or _OF_SOMEBODY.fullmatch(word) for word in head)


def _singular(noun: str) -> str:
    return noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s")
