"""Words that may stand for each other in a statement and its sources: few, and only such as nobody would quarrel over.

A word of a statement that its sources do not have is theirs in another form, or means no more than "do" here, or was
put in: "ten Iranian children" for "ten Iranians". By itself none of these can be told from another; so what is not
listed was put in, and the sources say it better.
"""

from collections.abc import Collection

from retrieval.text.words import stems

_LIGHT = frozenset(
    stems(
        """be become bring come concern contain cover do get give go happen have hold include involve keep last make
        mean occur put remain set take ask earlier later amount number total additionally furthermore however meanwhile
        moreover therefore"""
    )
)
"""The stems of words that add nothing to what is said with them."""
_TOLD = frozenset(
    stems(
        """add call cite comment describe explain indicate mention note observe remark report say speak state talk tell
        write according article document publish source passage statement"""
    )
)
"""The stems of verbs by which somebody says something, and no more: not that it is so, nor that he should not have."""
_SYNONYMS = tuple(
    frozenset(stems(group))
    for group in """arms weapon weapons weaponry armaments
    provide provision supply supplier deliver delivery send give transfer ship shipment
    drone drones uav uavs
    use employ
    help assist assistance aid
    attack strike
    begin start launch
    end finish stop cease
    buy purchase
    acquire obtain
    agreement deal accord pact
    country nation
    war conflict
    invade invasion
    ban forbid prohibit prohibition
    build produce production manufacture make
    evidence proof
    condemn denounce
    deny denial refute reject dismiss
    sell sale
    grow growth
    decide decision
    respond response reply
    accuse accusation blame
    claim allege allegation assert assertion contend maintain insist
    admit acknowledge concede confess confirm confirmation
    reveal disclose disclosure
    announce announcement declare
    warn warning
    tech technical
    approximately roughly about around""".split("\n")
)
_GROUPS_OF = {
    word: frozenset().union(*(group for group in _SYNONYMS if word in group)) for group in _SYNONYMS for word in group
}


def is_said_by(word: str, source_stems: Collection[str]) -> bool:
    """Return whether a word, as a stem, says nothing beyond what the sources say, given as stems."""
    return (
        word in source_stems or word in _LIGHT | _TOLD or not _GROUPS_OF.get(word, frozenset()).isdisjoint(source_stems)
    )


def is_light(word: str) -> bool:
    """Return whether a word, as a stem, adds nothing to what is said with it."""
    return word in _LIGHT | _TOLD


def stand_for_each_other(word_stems: Collection[str], other_stems: Collection[str]) -> bool:
    """Return whether each word of both collections, as stems, is said by the other collection."""
    return all(is_said_by(stem, other_stems) for stem in word_stems) and all(
        is_said_by(stem, word_stems) for stem in other_stems
    )
