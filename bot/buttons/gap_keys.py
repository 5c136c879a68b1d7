"""The keys of the buttons by which people say that something is missing, and of those that list what is."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from bot.buttons.custom_ids import CUSTOM_ID_PREFIX, RECEIPT_ID_FORM


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingKey:
    """The key of the button that says of a refusal that its answer should be there, and of the one that takes that
    back: the receipt of the refusal.
    """

    receipt_id: str
    takes_back: bool = False

    VERBS: ClassVar[tuple[str, ...]] = ("missing", "enough")
    KEY: ClassVar[str] = rf"(?P<receipt_id>{RECEIPT_ID_FORM})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:{'enough' if self.takes_back else 'missing'}:{self.receipt_id}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(receipt_id=match["receipt_id"], takes_back=match["verb"] == "enough")


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsKey:
    """The key of a button of the list of what is missing: a page of it, from 0, what most people miss first."""

    page: int

    VERBS: ClassVar[tuple[str, ...]] = ("gaps",)
    KEY: ClassVar[str] = r"(?P<page>[0-9]{1,9})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:gaps:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(page=int(match["page"]))


class GapAct(StrEnum):
    """What is done about one thing that is missing; the verbs of its buttons."""

    OPEN = "gap"
    ASK = "gapask"
    SETTLE = "gapdone"


@dataclass(frozen=True, slots=True, kw_only=True)
class GapKey:
    """The key of a button of one thing that is missing: its id, and the page of the list that it is on."""

    act: GapAct
    gap_id: str
    page: int

    VERBS: ClassVar[tuple[str, ...]] = tuple(GapAct)
    KEY: ClassVar[str] = r"(?P<gap_id>[0-9a-f]{20}):(?P<page>[0-9]{1,9})"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:{self.act}:{self.gap_id}:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(act=GapAct(match["verb"]), gap_id=match["gap_id"], page=int(match["page"]))
