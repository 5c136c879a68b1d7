"""The words of passages as FTS5 holds them."""

import re

_NOT_IN_A_WORD = re.compile(r"\W")


def escape(word: str) -> str:
    """Return a stem as one FTS5 token: `3.5` and `o'neil` hold characters that FTS5 would split at."""
    return _NOT_IN_A_WORD.sub("_", word)
