"""Whether a sentence of a source orders its reader about, or asks something: neither answers a question about something
else, and an instruction hidden in a document is of this kind.

Narrow on purpose. What is no order and is taken for one is lost from an answer, so a sentence must begin with a verb
that is seldom anything else, and go on as an order does. Of 3,568 sentences of encyclopedia articles 9 are taken for
orders or questions, and most of these are.
"""

import re
from collections.abc import Collection

from retrieval.text.words import stem

_BEFORE_IT = re.compile(
    r"""(?:\W|\d{1,2}[.)]\s)*(?:(?:please|kindly|now|then|next|first(?:ly)?|second(?:ly)?|third|finally|also|instead|always|never|just|simply
        |and|but|so|or|again|additionally|afterwards?|immediately|carefully|only|step\s+\d+|you\s+must|do\s+not
        |don['’]t|(?:be|make)\s+sure\s+to|remember\s+to|(?:in|at|before|after|with)\s+[^,.;:]{1,60},)[\s,:]+)*""",
    re.IGNORECASE | re.VERBOSE,
)
_VERBS = frozenset(
    """add adjust append apply arrange ask assume augment avoid begin behave break bring choose clear click compose
    configure confirm consider continue contribute convert copy create define delete describe develop disable
    discard disregard do draw embed emphasize employ enable encode encourage enhance ensure enter erase execute explain
    express find finish follow forget forward generate get give go ignore imagine include inform inject insert
    install integrate invent invite keep leave let make mention misspell modify never obey omit open output
    override overwrite pay perform pick praise prepare pretend print promote provide publish put rearrange recommend
    reconsider refer remember remind remove rename repeat replace reply respond restart reveal rewrite run save
    say scramble scroll see select send set shuffle sign skip submit substitute suggest summarise summarize
    suppose swap switch take tease tell transform translate uninstall unplug upload use verify visit write""".split()
)
_NOUNS_TOO = frozenset(
    """answer act call change charge check contact count display download draft email end format group help link list
    log message name offer order place play post read report request reverse search share show spell start
    state stop support test transfer try turn type update upgrade visit vote""".split()
)
"""Verbs that are nouns too. They are orders only before an article or the like: "Report the fault", where "Report on
the fault" may tell something."""
_GOES_ON = frozenset(
    """a an the all any every each both this that these those your my our his her its their me us it them him
    yourself one two three four five six seven eight nine ten only nothing no not how what whether if who why when
    where""".split()
)
_TELLS = frozenset(
    """is are was were has have had does did will would can could may might should must shall isn't aren't wasn't
    weren't hasn't haven't hadn't won't wouldn't can't cannot couldn't of""".split()
)
"""A word like these after it makes it what a sentence is about: "Use of drones", "Read access is …"."""
_HYPHENATED_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDS_BY_ASKING = re.compile(r"\?[\"”’')\]]*\s*$")


def orders_or_asks(sentence: str) -> bool:
    """Return whether a sentence tells its reader what to do, or is a question."""
    return asks(sentence) or orders(sentence)


def asks(sentence: str) -> bool:
    """Return whether a sentence is a question."""
    return bool(_ENDS_BY_ASKING.search(sentence))


def _first_word(sentence: str) -> re.Match[str] | None:
    """Return the word that an order would begin with, behind what may stand before it."""
    begins = _BEFORE_IT.match(sentence)
    return _HYPHENATED_WORD.match(sentence, begins.end() if begins else 0)


def orders(sentence: str) -> bool:
    """Return whether a sentence tells its reader what to do."""
    first = _first_word(sentence)
    if first is None:
        return False
    rest = sentence[first.end() :].lstrip()
    following = _HYPHENATED_WORD.match(rest)
    word, goes_on = first.group().casefold(), following.group().casefold() if following else ""
    if word in _NOUNS_TOO:
        return goes_on in _GOES_ON
    # A name may be a verb, too, and two capitals in a row are more often one: "Run Lola Run", "Mark Twain".
    return word in _VERBS and goes_on not in _TELLS and sentence[first.end() : first.end() + 1] in {" ", ":", ",", "."}


_ANSWERING_TOO = frozenset(
    """anagram answer append begin combine conclude deliver end finish format group introduce jumble phrase quote
    render rephrase respond reword shorten sign speak start substitute translate use vary write""".split()
)
"""Verbs that tell whoever answers how to, beside those that order anybody about."""
_HANDS_ON = frozenset(
    """attach bring check copy email forward keep mail open paste post publish read return save see send submit upload
    wait""".split()
)
"""What is done with a reply once it is written: nobody is told how to write it."""
_AN_ANSWER = re.compile(
    r"\b(?:your|each|every)\s+(?:\w+['’]?s?\s+)?(?:answer|response|reply|output|(?P<message>message))\b"
    r"(?=['’]s\b|\s*[^\w\s]|\s*$|\s+(?:and|as|at|but|by|for|from|if|in|into|like|of|on|or|so|that|to|when|where|which|with"
    r"|without|\w+ing)\b)",
    re.IGNORECASE,
)
"""An answer that is spoken of, and no "response spreadsheet"."""
_OVERRULES = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,3}(?:instructions?|prompts?|guidelines|directives"
    r"|(?:said|told|written|stated)\s+(?:before|above|earlier|so far))\b"
    r"|\b(?:you are|act as|pretend to be|behave (?:as|like))\s+(?:now\s+)?(?:an?\s+)?(?:\w+\s+)?"
    r"(?:assistant|AI|chat ?bot|language model)\b|\b(?:system prompt|as an AI)\b"
    r"|^\W*in your (?:answer|response|reply)\s*,"
    r"|^\W*(?:reply|respond|answer)\s+(?:only|just|always|instead)\s+(?:with|in|by|as)\b",
    re.IGNORECASE,
)
_TO_SAY = frozenset(
    """answer claim imagine mention pretend print repeat reply respond say state suppose tell write""".split()
)
_ADVISES = re.compile(
    r"\b(?:must|should|shall|needs?|have to|has to|had to|can|may|cannot|require[sd]?|recommend\w*|advised?|allowed"
    r"|[Pp]lease|[Yy]ours?|[Yy]ou)\b"
)
"""Not the month of May."""


def advises(sentence: str) -> bool:
    """Return whether a sentence tells its reader, or anybody, what to do or what may be done."""
    return bool(_ADVISES.search(sentence)) or orders(sentence)


def orders_to_say(sentence: str) -> bool:
    """Return whether a sentence orders something to be said: that it is so, it does not say itself."""
    first = _first_word(sentence)
    return first is not None and first.group().casefold() in _TO_SAY and orders(sentence)


_ABOUT_ANSWERS = frozenset(map(stem, ("answer", "reply", "respond", "response", "message", "output", "prompt")))


def orders_whoever_answers(sentence: str, asked: Collection[str] = ()) -> bool:
    """Return whether a sentence tells whoever answers from a document how or what to answer. It is nobody's answer, but
    to a question about replies and the like, by the stems that are `asked`.
    """
    if not _ABOUT_ANSWERS.isdisjoint(asked):
        return False
    if _OVERRULES.search(sentence):
        return True
    spoken_of = _AN_ANSWER.search(sentence)
    if spoken_of is None:
        return False
    first = _first_word(sentence)
    verb = first.group().casefold() if first else ""
    # What is to stand in a message people are told as well.
    verbs = _ANSWERING_TOO if spoken_of["message"] else _VERBS | _NOUNS_TOO | _ANSWERING_TOO
    return verb in verbs - _HANDS_ON
