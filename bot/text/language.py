"""The language that people read: that of the server in which something was asked, for all that is done about it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from types import ModuleType


class Language(StrEnum):
    """A language that the texts for people are there in, by its code of ISO 639-1."""

    ENGLISH = "en"
    GERMAN = "de"


_spoken: ContextVar[Language] = ContextVar("spoken", default=Language.ENGLISH)


def spoken() -> Language:
    """Return the language of what is being done."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Do something in a language: the tasks that are started meanwhile, and what they start, stay in it."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def language_of_locale(locale: object) -> Language:
    """Return the language of one of Discord's locales ("de", "en-GB"): English for those that there are no texts in."""
    code = str(locale).partition("-")[0].casefold()
    return next((language for language in Language if language == code), Language.ENGLISH)


class TextsByLanguage:
    """The texts of one module for each language: an attribute is that of the module in the language spoken."""

    def __init__(self, modules: Mapping[Language, ModuleType]) -> None:
        self._modules = modules

    def __getattr__(self, name: str) -> object:
        return getattr(self._modules[spoken()], name)
