"""What people type around a question in a chat: greetings, excuses, thanks, mentions, emoji; and contractions without
their apostrophe.
"""

import re

from retrieval.text.grammar import ALL_AUXILIARIES, ALL_DETERMINERS, VERBS_ASKED_WITH
from retrieval.text.nouns import words_of
from retrieval.text.words import STOP_WORDS, content_stems, is_english, stem, tokens

_OTHER_CONTRACTIONS = frozenset("ain't how's i'm i've mustn't they're they've we've whose's you're you've".split())
_OTHER_WORDS = frozenset({"its"})
_CONTRACTIONS = {
    word.replace("'", ""): word
    for word in STOP_WORDS | _OTHER_CONTRACTIONS
    if "'" in word and word.replace("'", "") not in _OTHER_WORDS
}
"""Contractions by how they are typed without an apostrophe, but for what is as often another word."""
_FOREIGN_TOO = frozenset({"dont", "im"})
"""Words of French and German: contractions among English words alone."""
_LONE_WORD = re.compile(r"(?<![\w'’])[^\W\d_]++(?![\w'’])")
_WITH_ITS_VERB = re.compile(r"\b(how|what|when|where|why)['’]s\s++([^?.!,;]++)", re.IGNORECASE)
_POINT = frozenset("he it one she that this".split())

_EMOJI = "\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
_PAUSE = rf"\s*+(?:[,.!:;…{_EMOJI}]|[–—-]++(?=\s))[\s,.!:;…–—{_EMOJI}-]*+"
_BEGINS = (
    r"(?:who|whom|whose|what|which|when|where|why|how|am|is|are|was|were|do|does|did|can|could|should|would|will|may"
    r"|any|anyone|anybody|i|my|we|our|you|u|quick|dumb|stupid|sorry|pls|plz|please|just)(?:['’]\w+)?\b"
)
"""The words that a question, or what is told before it, begins with: before them what is no part of it needs no
mark."""
_PAUSE_OR_START = rf"(?:{_PAUSE}|\s++(?:but\s++)?(?={_BEGINS}))"
_GREETING = r"(?:hi+|hello+|hey+|heya|hiya|howdy|yo|greetings|good\s++(?:morning|afternoon|evening|day))"
_EVERYBODY = (
    r"(?:(?:you|u|y['’]?)\s?all|all|again|everyone|everybody|guys|folks|there|team|people|ppl|peeps|mods?|admins?"
    r"|dudes?|bro|mate|@[\w.-]++)"
)
_I_AM = r"(?:i['’]m|i\s++am)"
_SIMPLE = r"(?:basic|beginner|dumb|general|newb(?:ie)?|noob|odd|quick|random|short|silly|simple|stupid|weird)"
_BEFORE = re.compile(
    rf"""{_GREETING}\b(?:[\s,]++{_EVERYBODY}(?!\w)){{0,3}}{_PAUSE_OR_START}
    | {_EVERYBODY}(?!\w){_PAUSE}
    | (?:uh+m*|um+|erm?|lol|ha(?:ha)+|btw|pls|plz)\b{_PAUSE_OR_START}
    | (?:(?:pls|plz|please)\s++)?help(?:\s++me)?(?:\s++(?:pls|plz|please))?\b{_PAUSE}
    | (?:sorry|pardon|apologies|excuse)\b[^,?.!]{{0,40}},\s*+(?:but\s++)?(?={_BEGINS})
    | (?:sorry|apologies)\s++(?:if|for\s++(?:asking|the)|to\s++(?:ask|bother))\b
      (?:(?!\sbut\s)[^,?.!:;]){{0,60}}+(?:[,.!:;]++\s*+(?:but\s++)?|\sbut\s++)
    | (?:(?:a|another|just|maybe|my|one|probably|really|super|very)\s++){{0,3}}(?:{_SIMPLE}[\s,]++){{1,3}}
      (?:qs?|questions?)\b
      (?:\s++(?:again|all|guys|here|maybe|probably|tho(?:ugh)?|for\s++(?:you|u|y['’]?all)(?:\s++(?:all|guys))?)\b){{0,3}}
      {_PAUSE_OR_START}
    | (?:q|question)\s*+:\s*+
    | (?:asking\s++for\s++a\s++friend|just\s++(?:curious|wondering)|(?:noob|newb(?:ie)?|beginner)\s++here
        |(?:{_I_AM}\s++)?new\s++here)\b{_PAUSE}
    | (?:{_I_AM}\s++)?not\s++sure\s++(?:if|whether|that)\s++(?:this|here)\b[^,?.!:;]{{0,30}}?
      \b(?:best|correct|right)\s++(?:channel|place|server|thread)\b[\s,.!:;-]++(?:but\s++)?
    | @[\w.-]++[\s,:]++
    | [\s{_EMOJI}]++""",
    re.IGNORECASE | re.VERBOSE,
)
_THANKS = (
    r"(?:thanks|thank\s++(?:you|u)|thx|tysm|tyia|ty|tia|cheers)"
    r"(?:\s++(?:a\s++lot|again|all|everyone|guys|in\s++advance|(?:so|very)\s++much)){0,2}"
)
_NOT_AFTER = "".join(rf"(?<!{word}\s)" for word in "and by for from give of or say saying the to with".split())
_AFTER = re.compile(
    rf"""(?<![\w@'’-])(?:
        (?P<asks>any(?:one|body)?\s++(?:ideas?|clues?)|(?:pls|plz|please)\s++help(?:\s++me)?
          |any\s++help(?:\s++(?:is|would\s++be))?(?:\s++(?:much\s++)?appreciated)?
          |(?<=[,.!?]\s)(?:help(?:\s++me)?|anyone|anybody))
      | {_NOT_AFTER}(?:guys|folks|y['’]?all|{_THANKS})
      | please|pl[sz]+|lol|lmf?ao|ha(?:ha)+|xd|tho|btw|idk
      | (?:just\s++)?asking\s++for\s++a\s++friend|just\s++(?:curious|wondering)
      | or\s++(?:nah|something|what)(?:\s++like\s++that)?
      | :\w++:|[:;]['’]?-?[)(DPp/|]|<3|\^\^
    )(?P<marks>[\s,.!?…{_EMOJI}]*+)\Z""",
    re.IGNORECASE | re.VERBOSE,
)
LONGEST_AFTER_CHARS = 100
"""The characters at the end of a text among which the last thing is that is no part of a question."""
_EMOJI_LAST = re.compile(rf"(?<![\s{_EMOJI}])\s*+[{_EMOJI}][\s{_EMOJI}]*+\Z")
_YOU_ALL = re.compile(r"\b(you|u)\s++(?:guys|folks)\b(?!\s++of\b)", re.IGNORECASE)


def with_apostrophes(text: str) -> str:
    """Return an English text with the apostrophes of its contractions, and "does" where an 's stands for that: "hows it
    work" is "how does it work".
    """
    written = _LONE_WORD.sub(lambda match: _contraction(match[0], frozenset(_CONTRACTIONS) - _FOREIGN_TOO), text)
    if written == text and not is_english(text):
        return text
    written = _LONE_WORD.sub(lambda match: _contraction(match[0], _FOREIGN_TOO), written)
    return _WITH_ITS_VERB.sub(_with_does, written)


def without_chatter(text: str) -> str:
    """Return a question without what is typed around it and is no part of it; all of it where nothing else is there."""
    begin = 0
    while (before := _BEFORE.match(text, begin)) and tokens(text[before.end() :]):
        begin = before.end()
    rest = _EMOJI_LAST.sub("", text[begin:]).rstrip()
    while (after := _AFTER.search(rest, max(0, len(rest) - LONGEST_AFTER_CHARS))) and content_stems(
        rest[: after.start()]
    ):
        rest = rest[: after.start()].rstrip(" \t\n,–—-")
        if "?" in after["marks"] and not after["asks"] and not rest.endswith("?"):
            rest = f"{rest.rstrip('.!;: ')}?"
    return _YOU_ALL.sub(r"\1", rest) or text


def _contraction(word: str, among: frozenset[str]) -> str:
    lowered = word.casefold()
    if lowered not in among or not (word.islower() or word.istitle()):
        return word
    return f"{word[0]}{_CONTRACTIONS[lowered][1:]}"


def _with_does(match: re.Match[str]) -> str:
    """Return a question word with "does" in place of its 's, where the verb of what follows is in its plain form."""
    asks, rest = match[1], match[2]
    words = [word[0].casefold() for word in words_of(rest)]
    is_pointed_to = asks.casefold() == "how" or (bool(words) and words[0] in _POINT)
    verbs = [n for n, word in enumerate(words) if n and stem(word) in VERBS_ASKED_WITH and word == _plain(word)]
    has_verb = any(words[n - 1] not in ALL_DETERMINERS | {"to"} or (n == 1 and words[0] in _POINT) for n in verbs)
    if not (is_pointed_to and has_verb) or ALL_AUXILIARIES & set(words):
        return match[0]
    return f"{asks} does {rest}"


def _plain(word: str) -> str:
    return word.removesuffix("s").removesuffix("ed").removesuffix("ing")
