"""The texts that people read in Discord: files for each language, foreign text made safe, and the limits of Discord."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.text import english as words
else:
    from bot.text import english, german
    from bot.text.language import Language, TextsByLanguage

    words = TextsByLanguage({Language.ENGLISH: english, Language.GERMAN: german})

__all__ = ["words"]
