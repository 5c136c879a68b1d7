"""The questions in a long text. Mails, logs and code are pasted whole, and a reader finds in any of them something to
answer: of a long text the sentences that ask are questions, and nothing else is.
"""

import re

from retrieval.answering.question import AUXILIARY
from retrieval.text.sentences import split_sentences
from retrieval.text.words import is_stop_word, stem, tokens

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


def is_long(text: str) -> bool:
    """Return whether a text is longer than questions are, or has more lines."""
    return len(tokens(text)) > MOST_WORDS or sum(bool(line.strip()) for line in text.splitlines()) > MOST_LINES


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text in order; the end of a line is the end of a sentence."""
    return [line[start:end] for line in text.splitlines() for start, end in split_sentences(line)]


def asks(sentence: str) -> bool:
    """Return whether a sentence of running text asks something."""
    return bool(
        _ENDS_AS_A_QUESTION.search(sentence)
        or _BEGINS_AS_A_QUESTION.match(sentence)
        or _ASKS_TO_BE_TOLD.match(sentence)
        or _ASKS_TO_BE_TOLD.search(sentence)
    )


def telling_stems(text: str) -> list[str]:
    """Return the stems of what says most about a text's subject: of its names, which are words with a capital letter
    that open no sentence; of all its words of meaning where it has none.
    """
    words = [tokens(sentence) for sentence in sentences_of(text)]
    names = [word for sentence in words for word in sentence[1:] if word[0].isupper() and not is_stop_word(word)]
    others = [word for sentence in words for word in sentence if not is_stop_word(word)]
    return list(dict.fromkeys(stem(word) for word in names or others))
