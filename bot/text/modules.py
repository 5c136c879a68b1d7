"""The modules of the texts that people read, by what they are of and the language that they are in."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from bot.text.language import Language

_ENDINGS = {
    "words": "",
    "card_words": "_cards",
    "check_words": "_checks",
    "choosing": "_choosing",
    "gap_words": "_gaps",
    "talk": "_talk",
    "values": "_values",
}
"""What the names of the modules end in, after that of the language, by what the texts are called in the code."""

MODULES: Mapping[str, Mapping[Language, ModuleType]] = {
    name: {language: import_module(f"bot.text.{language.name.lower()}{ending}") for language in Language}
    for name, ending in _ENDINGS.items()
}
