"""What people in Discord read when something goes wrong, or is not answered, in the language spoken."""

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Protocol

from babel.numbers import format_decimal
from discord import app_commands

from bot.errors import AttachmentError, AttachmentProblem
from bot.text import english_errors, german_errors
from bot.text.explanation import Explanation, FaultText, Teller
from bot.text.language import Language, spoken
from bot.text.markdown import escaped
from retrieval import FootnoteError, Refusal, RefusalReason
from retrieval.errors import found_in
from retrieval.faults import Fault


class ErrorTexts(Protocol):
    """The module of a language's texts of errors and refusals, with the tables that it has."""

    @property
    def IN_DISCORD(self) -> Mapping[type[BaseException], Teller]: ...  # noqa: N802 - a module's constants
    @property
    def FAULT_TEXTS(self) -> Mapping[Fault, FaultText]: ...  # noqa: N802
    @property
    def DISCORD_REFUSALS(self) -> Mapping[RefusalReason, str]: ...  # noqa: N802
    @property
    def ATTACHMENTS(self) -> Mapping[AttachmentProblem, tuple[str, str]]: ...  # noqa: N802
    @property
    def ANSWER_IS_KEPT(self) -> str: ...  # noqa: N802
    @property
    def RESTARTED_BEFORE(self) -> str: ...  # noqa: N802
    @property
    def RESTARTED_WHILE_SENDING(self) -> str: ...  # noqa: N802
    @property
    def ASK_AGAIN_IF_EMPTY(self) -> str: ...  # noqa: N802

    def refusal_text(self, refusal: Refusal, /) -> str: ...


_ERROR_TEXTS: Mapping[Language, ErrorTexts] = MappingProxyType(
    {Language.ENGLISH: english_errors, Language.GERMAN: german_errors}
)


def explain(error: BaseException) -> Explanation:
    """Return what a person in Discord reads about an error, as markdown."""
    teller = found_in({**_ERROR_TEXTS[spoken()].IN_DISCORD, **_IN_EVERY_LANGUAGE}, error)
    assert teller is not None
    return teller(error)


def explanation(refusal: Refusal) -> str:
    """Return why there is no answer, and the way out, as markdown."""
    texts = _ERROR_TEXTS[spoken()]
    template = texts.DISCORD_REFUSALS.get(refusal.reason, "{explanation}")
    return template.format(explanation=escaped(texts.refusal_text(refusal)))


def what_happened(error: FootnoteError) -> str:
    """Return what an error of retrieval says has happened, as markdown."""
    worded = _ERROR_TEXTS[spoken()].FAULT_TEXTS.get(error.fault)
    template = None if worded is None else worded[0]
    return escaped(error.what) if template is None else template.format_map(_facts(error))


def remedy(error: FootnoteError) -> str:
    """Return the way out of an error of retrieval, as markdown."""
    worded = _ERROR_TEXTS[spoken()].FAULT_TEXTS.get(error.fault)
    return escaped(error.remedy) if worded is None else worded[1].format_map(_facts(error))


def with_receipt(line: str, receipt_id: str | None) -> str:
    """Return what a person reads where the answer itself did not reach them, though it is kept."""
    if receipt_id is None:
        return line
    return _ERROR_TEXTS[spoken()].ANSWER_IS_KEPT.format(line=line, receipt_id=receipt_id)


def explain_after_a_kill(*, is_on_its_way: bool, receipt_id: str | None) -> str:
    """Return what a person reads whose reply was left open by a process that was killed."""
    texts = _ERROR_TEXTS[spoken()]
    if not is_on_its_way:
        return texts.RESTARTED_BEFORE
    line = texts.RESTARTED_WHILE_SENDING
    return with_receipt(line, receipt_id) if receipt_id else texts.ASK_AGAIN_IF_EMPTY.format(line=line)


def _facts(error: FootnoteError) -> dict[str, object]:
    return {name: _fact(fact) for name, fact in error.facts.items()}


def _fact(fact: object) -> object:
    """Return a fact as a text shows it; of an error that is one, what has happened and the way out."""
    match fact:
        case FootnoteError():
            return SimpleNamespace(what=what_happened(fact), remedy=remedy(fact))
        case int() | float():
            return format_decimal(round(fact, 1), locale=spoken().value)
        case _:
            return escaped(str(fact))


def _of_an_attachment(error: AttachmentError) -> Explanation:
    what, way_out = _ERROR_TEXTS[spoken()].ATTACHMENTS[error.problem]
    return Explanation(escaped(what.format_map(error.facts)), way_out)


_IN_EVERY_LANGUAGE: Mapping[type[BaseException], Teller] = {
    AttachmentError: _of_an_attachment,
    FootnoteError: lambda error: Explanation(what_happened(error), remedy(error)),
    app_commands.CommandInvokeError: lambda error: explain(error.original),
}
