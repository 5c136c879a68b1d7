"""What people searched for, kept while they turn the pages of what was found."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.errors import SearchGoneError

SEARCHES_KEPT = 1000
"""The searches that are kept, those made last: a megabyte at the most but for odd ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody searches for, as they gave it: the words, and what narrows the search."""

    query: str
    document: str | None = None
    publisher: str | None = None
    after: str | None = None
    before: str | None = None


class Searches:
    """The searches that were made last, each for whoever made it. Its methods do not block."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, Search]] = OrderedDict()

    def keep(self, search: Search, person_id: int) -> str:
        """Keep a search and return the id that it has from now on."""
        search_id = secrets.token_hex(8)
        self._kept[search_id] = (person_id, search)
        if len(self._kept) > SEARCHES_KEPT:
            self._kept.popitem(last=False)
        return search_id

    def find(self, search_id: str, person_id: int) -> Search:
        """Return a search of this person. Raises SearchGoneError where there is none."""
        theirs, search = self._kept.get(search_id, (None, None))
        if search is None or theirs != person_id:
            raise SearchGoneError
        self._kept.move_to_end(search_id)
        return search
