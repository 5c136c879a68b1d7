"""A generation as those see it who see some collections of it: as if there were no others."""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from retrieval.domain.scope import Scope
from retrieval.index.stamping import generation_of
from retrieval.ports import Generation

SCOPES_KEPT = 32
"""The scopes that are kept ready, those used last. Each takes some 16 bytes a passage, and of 100,000 passages half a
second to make."""


def within(generation: Generation, scope: Scope) -> Generation:
    """Return the generation of the documents in a scope alone, which is named by what these hold. It is closed with the
    whole.
    """
    catalogue = generation.catalogue.within(scope)
    manifest = catalogue.manifest()
    return Generation(
        head=replace(generation.head, generation=generation_of(manifest)),
        view=generation.view.within(manifest),
        catalogue=catalogue,
    )


class ScopedGenerations:
    """The scopes of generations that were asked for last. Several threads may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: OrderedDict[tuple[str, Scope], Generation] = OrderedDict()

    def of(self, generation: Generation, scope: Scope) -> Generation:
        """Return what is in a scope of a generation: the generation itself where that is all of it."""
        key = (generation.head.flip, scope)
        with self._lock:
            if (made := self._made.get(key)) is not None:
                self._made.move_to_end(key)
                return made
        # Two that come at once may each make one: neither waits for the other.
        is_all = all(map(scope.holds, generation.catalogue.collections()))
        made = generation if is_all else within(generation, scope)
        with self._lock:
            # Of a generation that nobody reads any more, nothing is kept.
            for other in [other for other in self._made if other[0] != key[0]]:
                del self._made[other]
            self._made[key] = made
            if len(self._made) > SCOPES_KEPT:
                self._made.popitem(last=False)
        return made
