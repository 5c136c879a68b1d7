"""The form of a language model's draft: points, each of quotes that it says stand in passages, and a sentence of its
own where it likes. None of it is true yet.

The form is stated here once: its schema, its example in the prompt, what is held against it and in which words it is
sent back all come of these types (docs/decisions/0037-quotes-first.md). `draft_reader` reads them.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from retrieval.writing.forms import Characters, Label, ReplyForm, at_most, each_once, null_is, schema_of

MAX_POINTS = 12
"""A reader is shown fewer; what fails is dropped from these."""
MAX_QUOTES = 6
"""The most quotes of one point, each counted once."""
MAX_LEFT_OPEN = 6
"""The most pieces of a question that a draft says are not told."""


class PointSide(StrEnum):
    """What the quotes of a point say to what is asked whether it is so, or what sources disagree about."""

    NONE = "none"
    SAYS_SO = "says_so"
    DENIES = "denies"


class Told(StrEnum):
    """How much of what is asked the passages tell."""

    ALL = "all"
    PART = "part"
    NOTHING = "nothing"


class DraftQuote(ReplyForm):
    """Words that stand in a passage, as a model has it. `passage` is the label that it gave."""

    passage: Label = Field(description="the id of the passage that the words stand in")
    text: Characters = Field(description="words of the passage, copied letter by letter")


class DraftPoint(ReplyForm):
    """A point of a draft: what a model quotes for it, which may be nothing, and its own sentence, which may be none."""

    quotes: Annotated[
        tuple[DraftQuote, ...],
        null_is(()),
        AfterValidator(each_once),
        AfterValidator(at_most(MAX_QUOTES, "quotes of one point")),
    ] = ()
    side: Annotated[PointSide, null_is(PointSide.NONE)] = PointSide.NONE
    sentence: Annotated[Characters | None, AfterValidator(lambda text: text if text and text.strip() else None)] = (
        Field(default=None, description="what the quotes say, in one sentence, or null")
    )


class Draft(ReplyForm):
    """A model's draft: its points in the order in which it would show them; how much of the question they tell; and the
    words of the question that they leave open. Without points, it abstains.
    """

    points: Annotated[tuple[DraftPoint, ...], null_is(()), AfterValidator(at_most(MAX_POINTS, "points"))] = ()
    told: Told = Told.ALL
    not_told: Annotated[
        tuple[Characters, ...], null_is(()), AfterValidator(at_most(MAX_LEFT_OPEN, "pieces of the question"))
    ] = Field(default=(), description="words of the question that no passage tells, copied")

    @model_validator(mode="after")
    def _tells_as_much_as_it_says(self) -> "Draft":
        if not self.points and self.told is not Told.NOTHING:
            raise PydanticCustomError("no_points", 'there are no points, and `told` is not "nothing"')
        if self.points and self.told is Told.NOTHING:
            raise PydanticCustomError("points", '`told` is "nothing", and there are points')
        return self


DRAFT_EXAMPLE = Draft(
    points=(
        DraftPoint(quotes=(DraftQuote(passage="…", text="…"),), sentence="…"),
        DraftPoint(quotes=(DraftQuote(passage="…", text="…"), DraftQuote(passage="…", text="… …")), sentence=None),
    )
).model_dump_json()
"""A draft as a model is shown it."""


DRAFT_SCHEMA = schema_of(Draft, "draft")
