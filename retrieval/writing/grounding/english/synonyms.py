"""Words that may stand for each other in a statement and its sources: few, and only such as nobody would quarrel over.

A word of a statement that its sources do not have is theirs in another form, or means no more than "do" here, or was
put in: "ten Iranian children" for "ten Iranians". By itself none of these can be told from another; so what is not
listed was put in, and the sources say it better.
"""

from collections.abc import Collection

from retrieval.words import stems

_LIGHT = frozenset(
    stems(
        """be become bring come concern contain cover do get give go happen have hold include involve keep last make
        mean occur put remain set take ask earlier later amount number total additionally furthermore however meanwhile
        moreover therefore"""
    )
)
"""They add nothing to what is said with them."""
_TOLD = frozenset(
    stems(
        """add call cite comment describe explain indicate mention note observe remark report say speak state talk tell
        write according article document publish source passage statement"""
    )
)
"""That somebody says something, and no more: not that it is so, nor that he should not have."""
_GROUPS = tuple(
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
    word: frozenset().union(*(group for group in _GROUPS if word in group)) for group in _GROUPS for word in group
}


def is_said_by(word: str, there: Collection[str]) -> bool:
    """Whether a word, as a stem, says nothing that none of those there says."""
    return word in there or word in _LIGHT | _TOLD or not _GROUPS_OF.get(word, frozenset()).isdisjoint(there)


def is_light(word: str) -> bool:
    """Whether a word, as a stem, adds nothing to what is said with it."""
    return word in _LIGHT | _TOLD


def stand_for_each_other(some: Collection[str], others: Collection[str]) -> bool:
    """Whether each word of both, as stems, is said by the others."""
    return all(is_said_by(one, others) for one in some) and all(is_said_by(one, some) for one in others)
