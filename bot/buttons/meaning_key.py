"""The key of the buttons that ask what a question may have meant."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.buttons.custom_ids import CUSTOM_ID_PREFIX, RECEIPT_ID_FORM


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningKey:
    """The key of the button that asks one of the questions that another may have meant: the receipt of that, and the
    place of the meaning, from 0.
    """

    receipt_id: str
    place: int

    VERBS: ClassVar[tuple[str, ...]] = ("meant",)
    KEY: ClassVar[str] = rf"(?P<receipt_id>{RECEIPT_ID_FORM}):(?P<place>[0-9])"

    @property
    def custom_id(self) -> str:
        return f"{CUSTOM_ID_PREFIX}:meant:{self.receipt_id}:{self.place}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the key that a match of its custom id holds."""
        return cls(receipt_id=match["receipt_id"], place=int(match["place"]))
