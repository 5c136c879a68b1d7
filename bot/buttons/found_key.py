"""The key of the buttons that turn the pages of a search."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.buttons.custom_ids import CUSTOM_ID_PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """The key of a page of a search: under which id the process keeps what was searched for, the page, from 0, and the
    version of the corpus that the page before was made from.
    """

    search_id: str
    page: int
    generation: str

    VERBS: ClassVar[tuple[str, ...]] = ("found",)
    KEY: ClassVar[str] = r"(?P<search_id>[0-9a-f]{16}):(?P<page>[0-9]{1,2}):(?P<generation>[0-9a-f]{12})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:found:{self.search_id}:{self.page}:{self.generation}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(search_id=match["search_id"], page=int(match["page"]), generation=match["generation"])
