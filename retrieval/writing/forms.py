"""What the forms of a language model's replies have in common: pydantic types that make the schema of a reply, its
example in the prompt, what is held against it, and the words in which it is sent back.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

MAX_REPLY_CHARS = 65_536
"""The most characters of a whole reply. An answer of the most points with two sentences quoted for each takes a quarter
of it."""
MAX_WRITTEN_CHARS = 4_000
"""The most characters of a sentence, and of a quote: far more than is made use of."""
MAX_LABEL_CHARS = 100
"""The characters after which a label is cut. A longer label is none that was given."""

_Item = TypeVar("_Item")


def whole_characters(given: object) -> object:
    """Return a text with a mark for each half of a character, which JSON may hold and nothing else takes."""
    return given.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(given, str) else given


def at_most(limit: int, what: str) -> Callable[[Any], Any]:
    """Return what takes a text or a tuple of no more than so many."""

    def check(given: Any) -> Any:  # noqa: ANN401 - a text or a tuple, as it is
        if len(given) > limit:
            raise PydanticCustomError(
                "too_much", "{count} are too many {what}, at most {limit}",
                {"count": f"{len(given):,}", "what": what, "limit": f"{limit:,}"},
            )  # fmt: skip
        return given

    return check


def null_is(default: object) -> BeforeValidator:
    """Return what takes null for the default."""
    return BeforeValidator(lambda given: default if given is None else given)


def each_once(given: tuple[_Item, ...]) -> tuple[_Item, ...]:
    """Return what is given without what is there twice."""
    return tuple(dict.fromkeys(given))


Characters = Annotated[str, BeforeValidator(whole_characters), AfterValidator(at_most(MAX_WRITTEN_CHARS, "characters"))]
Label = Annotated[str, BeforeValidator(whole_characters), AfterValidator(lambda label: label[:MAX_LABEL_CHARS])]


class ReplyForm(BaseModel):
    """A form of a reply, or a part of one. What is written beside the fields is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def schema_of(form: type[ReplyForm], title: str) -> Mapping[str, object]:
    """Return a form as JSON Schema without references, every object closed and each of its fields required: what all
    providers take.
    """
    given = form.model_json_schema(mode="serialization")
    kinds = given.pop("$defs", {})

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

    return {"title": title, **plain(given)}
