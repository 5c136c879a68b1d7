"""How a right statement, or a quote, may be set by a model that changes no word of it."""

import random
import re

_INVISIBLE = ["\u200b", "\u00ad", "\u202e", "\u2066", "\u2069", "\ufeff", "\x07", "\u2060", "\U000e0041"]
_DRESSES = [
    "{} [1]",
    "**{}**",
    "- {}",
    "> {}",
    "{} 【4†source】",
    "{} ⟦P1⟧",
    "`{}`",
    "# {}",
    "{} [P2, P3]",
    "_{}_",
    "• **{}** [1]",
    "{} [1].",
]


def typography(text: str, chance: random.Random) -> str:
    turned = text
    for pattern, others in (
        ('["“”]', "\"“”„«'"),
        ("['’‘]", "'’ʼ`"),
        (" ", [" ", " ", "  ", "\u00a0", "\n", "\u2009", " \u200b"]),
        ("[-–—]", "-‐‑–—"),
        ("fi", ["fi", "ﬁ"]),
        ("e", ["e", "e", "e", "e\u200b", "\u00ade"]),
    ):
        pieces = re.split(f"({pattern})", turned)
        turned = "".join(chance.choice(others) if n % 2 else piece for n, piece in enumerate(pieces))
    return chance.choice(["{}", "“{}”", "{}…", "**{}**", "{}."]).format(turned)


def flipped(text: str, _: random.Random) -> str:
    return text[0].swapcase() + text[1:]


def dressed(text: str, chance: random.Random) -> str:
    """Return the text with marks around it: marks inside of it would make it unfit."""
    return chance.choice(_DRESSES).format(text) + chance.choice(_INVISIBLE)
