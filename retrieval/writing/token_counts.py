"""The cost of a call to a language model in tokens, as its provider counts them and as we do."""

from dataclasses import dataclass

OUTPUT_RATIO = 0.25
"""The share of a question's tokens that one reply may take."""

MOST_TO_OURS_RATIO = 4
"""The highest ratio between two counts of a text. A tokenizer made for one language cuts a text in another nearly into
letters."""
OVERHEAD_TOKENS = 1_000
"""The tokens of a call for what a provider puts before our messages: the schema of the reply, and its own
instructions."""


@dataclass(slots=True)
class TokensSpent:
    """The tokens that a question has cost so far. A call that failed counts with its prompt, where that may have been
    read.
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        """The tokens that it has cost in all."""
        return self.tokens_in + self.tokens_out


def max_output_tokens(question_tokens: int) -> int:
    """Return how many tokens one reply may have, where a question may cost so many."""
    return int(question_tokens * OUTPUT_RATIO)


def believed(provided: int | None, counted: int, *, at_most: int = 0) -> int:
    """Return the tokens as a provider counts them, where that can be; else as we do. A day's limit can be neither used
    up by a provider that counts too many, nor got round by one that counts too few.
    """
    if provided is None:
        return counted
    most = max(counted * MOST_TO_OURS_RATIO + OVERHEAD_TOKENS, at_most)
    return provided if counted / MOST_TO_OURS_RATIO <= provided <= most else counted
