"""The form of a language model's draft: points, each of quotes that it says stand in passages, and a sentence of its
own where it likes. None of it is true yet.

The form is stated here once: its schema, its example in the prompt, what is held against it and in which words it is
sent back all come of these types (docs/decisions/0037-quotes-first.md). `draft_reader` reads them.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

MAX_DRAFT_CHARS = 65_536
"""The most characters of a whole reply. An answer of the most points with two sentences quoted for each takes a quarter
of it."""
MAX_POINTS = 12
"""A reader is shown fewer; what fails is dropped from these."""
MAX_QUOTES = 6
"""The most quotes of one point, each counted once."""
MAX_DRAFTED_CHARS = 4_000
"""The most characters of a sentence, and of a quote: far more than is made use of."""
MAX_LABEL_CHARS = 100
"""The characters after which a label is cut. A longer label is no passage's, and its quote is looked for in all that
was shown."""
MAX_LEFT_OPEN = 6
"""The most pieces of a question that a draft says are not told."""

_Item = TypeVar("_Item")


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


def _whole_characters(given: object) -> object:
    """Return a text with a mark for each half of a character, which JSON may hold and nothing else takes."""
    return given.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(given, str) else given


def _at_most(limit: int, what: str) -> Callable[[Any], Any]:
    def check(given: Any) -> Any:  # noqa: ANN401 - a text or a tuple, as it is
        if len(given) > limit:
            raise PydanticCustomError(
                "too_much", "{count} are too many {what}, at most {limit}",
                {"count": f"{len(given):,}", "what": what, "limit": f"{limit:,}"},
            )  # fmt: skip
        return given

    return check


def _or(default: object) -> BeforeValidator:
    """Return what takes null for the default."""
    return BeforeValidator(lambda given: default if given is None else given)


def _each_once(given: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(given))


Characters = Annotated[
    str, BeforeValidator(_whole_characters), AfterValidator(_at_most(MAX_DRAFTED_CHARS, "characters"))
]


class _Form(BaseModel):
    """What is written beside the fields is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class DraftQuote(_Form):
    """Words that stand in a passage, as a model has it. `passage` is the label that it gave."""

    passage: Annotated[
        str, BeforeValidator(_whole_characters), AfterValidator(lambda label: label[:MAX_LABEL_CHARS])
    ] = Field(description="the id of the passage that the words stand in")
    text: Characters = Field(description="words of the passage, copied letter by letter")


class DraftPoint(_Form):
    """A point of a draft: what a model quotes for it, which may be nothing, and its own sentence, which may be none."""

    quotes: Annotated[
        tuple[DraftQuote, ...],
        _or(()),
        AfterValidator(_each_once),
        AfterValidator(_at_most(MAX_QUOTES, "quotes of one point")),
    ] = ()
    side: Annotated[PointSide, _or(PointSide.NONE)] = PointSide.NONE
    sentence: Annotated[Characters | None, AfterValidator(lambda text: text if text and text.strip() else None)] = (
        Field(default=None, description="what the quotes say, in one sentence, or null")
    )


class Draft(_Form):
    """A model's draft: its points in the order in which it would show them; how much of the question they tell; and the
    words of the question that they leave open. Without points, it abstains.
    """

    points: Annotated[tuple[DraftPoint, ...], _or(()), AfterValidator(_at_most(MAX_POINTS, "points"))] = ()
    told: Told = Told.ALL
    not_told: Annotated[
        tuple[Characters, ...], _or(()), AfterValidator(_at_most(MAX_LEFT_OPEN, "pieces of the question"))
    ] = Field(default=(), description="words of the question that no passage tells, copied")

    @model_validator(mode="after")
    def _tells_as_much_as_it_says(self) -> "Draft":
        if not self.points and self.told is not Told.NOTHING:
            raise PydanticCustomError("no_points", 'there are no points, and `told` is not "nothing"')
        if self.points and self.told is Told.NOTHING:
            raise PydanticCustomError("points", '`told` is "nothing", and there are points')
        return self


EXAMPLE = Draft(
    points=(
        DraftPoint(quotes=(DraftQuote(passage="…", text="…"),), sentence="…"),
        DraftPoint(quotes=(DraftQuote(passage="…", text="…"), DraftQuote(passage="…", text="… …")), sentence=None),
    )
).model_dump_json()
"""A draft as a model is shown it."""


def _schema() -> Mapping[str, object]:
    """Return the form as JSON Schema without references, every object closed and each of its fields required: what all
    providers take.
    """
    given = Draft.model_json_schema(mode="serialization")
    kinds = given.pop("$defs")

    def plain(part: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(part, list):
            return [plain(item) for item in part]
        if not isinstance(part, dict):
            return part
        if reference := part.get("$ref"):
            return plain(kinds[reference.rpartition("/")[2]])
        kept = {name: plain(value) for name, value in part.items() if name not in {"title", "default"}}
        if "properties" in kept:
            kept |= {"required": list(kept["properties"]), "additionalProperties": False}
        return kept

    return {"title": "draft", **plain(given)}


DRAFT_SCHEMA = _schema()
