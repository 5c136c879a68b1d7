"""Slips of the keyboard, put into questions."""

import random


def misspell(text: str, random_: random.Random) -> str:
    """Return the text with one slip in one word of five letters or more, or in two words."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for n in random_.sample(long, min(len(long), random_.choice((1, 1, 2)))):
        word = words[n]
        at = random_.randrange(1, len(word) - 1)
        words[n] = random_.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + random_.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :],
            )
        )
    return " ".join(words)
