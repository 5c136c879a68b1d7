"""The questions in a long text. Mails, logs and code are pasted whole, and a reader finds in any of them something to
answer: of a long text the sentences that ask are questions, and nothing else is.
"""

import re

from retrieval.answering.question import AUXILIARY
from retrieval.text.sentences import split_sentences
from retrieval.text.words import content_stems, is_stop_word, stem, tokens

MOST_WORDS = 40
"""The most words of a question that is read as it is. The longest of 82,000 questions of the public sets has 38."""
MOST_LINES = 2

_ASKING_VERB = rf"(?:am|{AUXILIARY})(?:n['’]t)?"
_SUBJECT = r"(?:I|you|we|it|there|this|that|these|those|he|she|they|any(?:one|body|thing)|some(?:one|body))"
_ENDS_AS_A_QUESTION = re.compile(r"\w[\"”’')\]]*\s?\?[\"”’')\]!?]*$")
_BEGINS_AS_A_QUESTION = re.compile(
    rf"""\W*(?:(?:and|but|so|or|hi|hey|hello|please|also|ok(?:ay)?)\b[\s,]+)*
        (?:(?:who|whom|what|when|where|why|how|(?:what|which|whose)\s+\w+)\s+{_ASKING_VERB}\s+\w
          | (?:what|who|where|how|when|why)['’]?s\s+\w
          | how\s+(?:to|come|many|much|long|often|far|old)\s+\w
          | {_ASKING_VERB}\s+{_SUBJECT}\s+\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS_TO_BE_TOLD = re.compile(
    r"""^\W*(?:please\s+|(?:can|could|would)\s+you\s+(?:please\s+)?)?
        (?:explain|describe|summari[sz]e|(?:tell|give|show)\s+(?:me|us))\s+\w
      | \b(?:I|we)(?:['’]?d\s+like|\s+would\s+like|\s+want(?:ed)?|\s+need|['’]m\s+trying|\s+am\s+trying)
        \s+to\s+(?:know|find\s+out|understand|learn|ask)\b
      | \b(?:I|we)(?:\s+am|\s+are|\s+was|['’]m|['’]re)?\s+wonder(?:ing)?\b
      | \b(?:I|we)\s+(?:do\s+not|don['’]?t)\s+(?:know|understand|get)\s+(?:how|why|what|who|when|where|which)\b
      | \bany(?:one|body)?\s+(?:idea|knows?)\b""",
    re.IGNORECASE | re.VERBOSE,
)

_BETWEEN_PIECES_OF_CHAT = re.compile(r"(?<=[.!?…,;:])\s++|\s[–—-]++\s++|\n++")
_CHATTER_BEFORE = re.compile(
    r"^(?:(?:hi|hello|hey|help|please|pls|plz|sorry|ok|okay|so|guys|all|everyone|everybody|folks|there"
    r"|quick question)\b[\s,.!:-]*+)++(?=\w)",
    re.IGNORECASE,
)
_CHATTER_AFTER = re.compile(
    r"(?<![\s,.!])(?:[\s,.!]++(?:please|pls|plz|help(?:\s++me)?|thanks|thank\s++you|thx|ty|cheers|lol|any(?:one|\s++ideas?))){1,8}+[\s.!?]*+$",
    re.IGNORECASE,
)
FEWEST_ASKED = 1
FEWEST_ASKED_IN_A_CLAUSE = 2
"""The fewest content words of what asks alone: of a sentence, and of what stands behind a comma in one."""


MOST_CHARS = 1000
"""A text of few words may be long all the same, by what is written without a space."""


def is_pasted(text: str) -> bool:
    """Return whether a text is longer than questions are, has more lines, or begins as a line of a log does."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    is_long = len(tokens(text)) > MOST_WORDS or lines > MOST_LINES or len(text) > MOST_CHARS
    return is_long or bool(_A_LINE_OF_A_LOG.match(text))


_LINE_END = re.compile("[\n\r\u23ce\u21b5]")
"""Some programs put a sign in the place of the end of a line."""


_LEVELS_OF_A_LOG = r"(?:ERROR|WARN(?:ING)?|FATAL|INFO|DEBUG|TRACE)"
_A_LINE_OF_A_LOG = re.compile(
    r"""\s*[\[(]?(?:(?:\d{4}[-/]\d\d[-/]\d\d[T\s])?\d\d:\d\d:\d\d
      | """
    + _LEVELS_OF_A_LOG
    + r"""(?:[\])]?:\s|[\])]?\s+\w+[.:_/]\w))""",
    re.VERBOSE,
)
"""When it came, to the second, or its level in capitals and what it comes from: no question begins so."""
_BEGINS_AS_A_LOG = re.compile(r"\s*(?:\[|[\[(]?\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d|" + _LEVELS_OF_A_LOG + r"\b)")


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text in order; the end of a line is the end of a sentence, and a line that begins as
    those of logs do is one.
    """
    sentences: list[str] = []
    for line in _LINE_END.split(text):
        if _BEGINS_AS_A_LOG.match(line):
            sentences.append(line.strip())
        else:
            sentences += [line[start:end] for start, end in split_sentences(line)]
    return sentences


def asks(sentence: str) -> bool:
    """Return whether a sentence of running text asks something."""
    return not _BEGINS_AS_A_LOG.match(sentence) and bool(
        _ENDS_AS_A_QUESTION.search(sentence)
        or _BEGINS_AS_A_QUESTION.match(sentence)
        or _ASKS_TO_BE_TOLD.match(sentence)
        or _ASKS_TO_BE_TOLD.search(sentence)
    )


def asking_alone(text: str) -> str | None:
    """Return what asks in a text by itself, without the sentences around it that only tell, and without greetings and
    thanks: of "The cache takes 40 GB. How can I clean it?" the second sentence. None where all of it asks, nothing
    does, or what does has too little to say what it asks.
    """
    rest = _CHATTER_AFTER.sub("", _CHATTER_BEFORE.sub("", text.strip()))
    starts = [0, *(match.end() for match in _BETWEEN_PIECES_OF_CHAT.finditer(rest))]
    ends = [*starts[1:], len(rest)]
    asking = next((a for a, b in zip(starts, ends, strict=True) if _asks_plainly(rest[a:b])), 0)
    last = rest.rfind("?", asking)
    alone = rest[asking : last + 1 or None].strip()
    after_a_sentence = rest[:asking].rstrip().endswith((".", "!", "?", "…"))
    fewest = FEWEST_ASKED if after_a_sentence or not asking else FEWEST_ASKED_IN_A_CLAUSE
    return alone if alone != text.strip() and len(content_stems(alone)) >= fewest else None


def _asks_plainly(piece: str) -> bool:
    return bool(_ENDS_AS_A_QUESTION.search(piece.rstrip()) or _BEGINS_AS_A_QUESTION.match(piece))


def telling_stems(text: str) -> list[str]:
    """Return the stems of what says most about a text's subject: of its names, which are words with a capital letter
    that open no sentence; of all its words of meaning where it has none.
    """
    words = [tokens(sentence) for sentence in sentences_of(text)]
    names = [word for sentence in words for word in sentence[1:] if word[0].isupper() and not is_stop_word(word)]
    others = [word for sentence in words for word in sentence if not is_stop_word(word)]
    return list(dict.fromkeys(stem(word) for word in names or others))
