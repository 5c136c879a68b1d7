"""What of the text that a reload indexed is not searched."""

from collections.abc import Mapping

from retrieval.domain.documents import PassageKind

LEAST_SHARE = 0.01
"""The share of the text from which on it is told."""


def not_searched(characters: Mapping[PassageKind, int]) -> dict[PassageKind, float]:
    """Return which share of the characters each kind of text has that is not searched; nothing where that is too little
    to tell; the largest share first. A heading is searched with the text that it stands over.
    """
    whole = sum(characters.values())
    left_out: dict[PassageKind, float] = {}
    for kind, count in sorted(characters.items(), key=lambda counted: -counted[1]):
        if count and kind not in {PassageKind.BODY, PassageKind.HEADING}:
            left_out[kind] = count / whole
    return left_out if sum(left_out.values()) >= LEAST_SHARE else {}
