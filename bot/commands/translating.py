"""The names and descriptions of the commands in each language that Discord offers them in."""

from collections.abc import Mapping
from types import ModuleType

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.text.command import CommandText, MenuText
from bot.text.language import Language, language_of_locale
from bot.text.modules import MODULES

_OPTION_NAMES = (Location.parameter_name,)
_DESCRIPTIONS = (Location.command_description, Location.group_description, Location.parameter_description)


class CommandTranslator(app_commands.Translator):
    """Translates by the English text: what a command is called is in each language under the same name of ours."""

    def __init__(self) -> None:
        self._names: dict[Language, dict[str, str]] = {}
        self._option_names: dict[Language, dict[str, str]] = {}
        self._descriptions: dict[Language, dict[str, str]] = {}
        for language in set(Language) - {Language.ENGLISH}:
            texts = [(modules[Language.ENGLISH], modules[language]) for modules in MODULES.values()]
            pairs = [pair for modules in texts for pair in _commands_of(*modules)]
            menus = {
                own.name: getattr(translated, name).name
                for originals, translated in texts
                for name, own in vars(originals).items()
                if isinstance(own, MenuText)
            }
            self._names[language] = {own.name: other.name for own, other in pairs} | menus
            self._option_names[language] = {
                name: other.option_names.get(name, name) for own, other in pairs for name in own.options
            }
            self._descriptions[language] = {
                **{own.description: other.description for own, other in pairs},
                **{own.options[name]: other.options[name] for own, other in pairs for name in own.options},
            }

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the text in the locale's language; None where it stays English."""
        language = language_of_locale(locale)
        if context.location in _OPTION_NAMES:
            table = self._option_names
        elif context.location in _DESCRIPTIONS:
            table = self._descriptions
        else:
            table = self._names
        translations: Mapping[str, str] = table.get(language, {})
        return translations.get(string.message)


def _commands_of(originals: ModuleType, texts: ModuleType) -> list[tuple[CommandText, CommandText]]:
    """Return each command's texts in English, and those of a language."""
    return [(value, getattr(texts, name)) for name, value in vars(originals).items() if isinstance(value, CommandText)]
