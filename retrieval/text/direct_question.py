"""A question in the words and the order that questions have: "I wonder whether dogs are allowed" asks "are dogs
allowed?", and so does, of somebody who learns English, "where I can park?" ask "where can I park?".
"""

import re

from retrieval.text.chatter import with_apostrophes, without_chatter
from retrieval.text.question_order import in_order, put_in_order
from retrieval.text.sentences import split_sentences
from retrieval.text.words import is_english

_WHOEVER_IS_ASKED = (
    r"(?:you|u|(?:any|one|some)\s++of\s++you|any(?:one|body)|some(?:one|body))(?:\s++(?:here|there|else))?"
)
_PLEASE = r"(?:(?:please|kindly|perhaps|maybe|possibly|just|also|quickly)\b[\s,]++)*+"
_OPENING = r"(?:(?:hi|hello|hey|please|ok(?:ay)?|so|and|but|also|well|sorry|excuse\s++me)\b[\s,!]++)*+"
_TELL = r"(?:tell|explain|say|clarify|confirm|show|remind|inform|let)(?:\s++(?:to\s++)?(?:me|us))?(?:\s++know)?"
_AM_OR_WOULD = r"(?:['’]d|\s++would|['’]m|\s++am|\s++are|['’]re|\s++was|\s++were)"
_WANT = r"(?:like|love|want(?:ed)?|need(?:ed)?|interested|trying|keen)"
_TO_KNOW = r"(?:to|in)\s++(?:know(?:ing)?|ask(?:\s++you)?|find(?:ing)?\s++out|learn(?:ing)?|understand)"
_INDIRECTLY = (
    rf"(?:can|could|would|will)\s++{_WHOEVER_IS_ASKED}\s++{_PLEASE}{_TELL}",
    rf"{_PLEASE}(?:(?:tell|let|remind)\s++(?:me|us)(?:\s++know)?|explain(?:\s++to\s++(?:me|us))?)",
    rf"(?:(?:does|do|would|did)\s++)?{_WHOEVER_IS_ASKED}\s++(?:happen\s++to\s++)?(?:knows?|remembers?)",
    rf"(?:does|do|would)\s++{_WHOEVER_IS_ASKED}\s++have\s++(?:any|an)\s++idea",
    r"(?:(?:I|we)\s++have\s++)?(?:any|no)\s++(?:ideas?|clues?)",
    rf"(?:I|we){_AM_OR_WOULD}?\s++(?:(?:also|just|really|only)\s++)?(?:{_WANT}\s++{_TO_KNOW}|wonder(?:ing|ed)?|curious)",
    r"(?:just\s++)?(?:wondering|curious)",
    r"(?:may|can|could)\s++(?:I|we)\s++(?:please\s++)?ask(?:\s++you)?",
    r"(?:I|we)\s++(?:do\s++not|don['’]?t)\s++(?:know|remember)",
)
_INDIRECT = re.compile(
    rf"{_OPENING}(?:{'|'.join(_INDIRECTLY)})(?:\s*+[,:–-])?\s++(?:please,?\s++)?"
    r"(?P<asks>whether(?:\s++or\s++not)?|if|who|whom|whose|what|which|when|where|why|how)\s++(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that asks to be told what a clause in it asks."""
_ASKS_FOR_A_WAY = re.compile(
    rf"{_OPENING}(?:is|are)\s++there\s++(?:any|a|some)\s++(?:(?:easy|good|quick|simple)\s++)?ways?\s++"
    r"(?:for\s++(?:me|us)\s++to|(?:that\s++)?(?:I|we)\s++can|to)\s++(?P<does>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_REASON_ASKED_LAST = re.compile(
    r"(?<![\s,–-])[\s,–-]++(?:and\s++)?(?:(?:do|does|would)\s++)?"
    rf"(?:any\s++(?:ideas?|clues?)|(?:any(?:one|body)|{_WHOEVER_IS_ASKED})\s++knows?|(?:I\s++have\s++)?no\s++idea|idk)\s++why\W*$",
    re.IGNORECASE,
)
"""What asks why in a few words behind what it asks that of."""
_WHETHER = re.compile(r"whether(?:\s++or\s++not)?|if", re.IGNORECASE)


def directly(text: str) -> str:
    """Return a question without chatter and without what asks to be told the answer, its words in the order of a
    question; the sentences beside it as they are, and all of it where nothing is to be done.
    """
    text = without_chatter(with_apostrophes(text))
    if not is_english(text):
        return text
    spans = split_sentences(text)
    direct = [_sentence(text[start:end]) for start, end in spans]
    for (start, end), sentence in reversed(list(zip(spans, direct, strict=True))):
        text = text[:start] + sentence + text[end:]
    return text


def _sentence(sentence: str) -> str:
    asked = sentence.strip()
    if indirect := _INDIRECT.fullmatch(asked):
        rest = indirect["rest"].rstrip(" ?.!")
        asks = "" if _WHETHER.fullmatch(indirect["asks"]) else indirect["asks"]
        return _as_question(in_order(asks, rest))
    if reason := _REASON_ASKED_LAST.search(asked):
        return _as_question(in_order("why", asked[: reason.start()]))
    if way := _ASKS_FOR_A_WAY.fullmatch(asked):
        return _as_question(f"how can I {way['does'].rstrip(' ?.!')}")
    if not asked.endswith("?"):
        return sentence
    ordered = put_in_order(asked.rstrip(" ?.!"))
    return sentence if ordered is None else _as_question(ordered)


def _as_question(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}?"
