"""The texts that people read in Discord: files for each language, foreign text made safe, and the limits of Discord."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.text import english as words
    from bot.text import english_values as values
else:
    from bot.text import english, english_values, german, german_values
    from bot.text.language import Language, TextsByLanguage

    words = TextsByLanguage({Language.ENGLISH: english, Language.GERMAN: german})
    values = TextsByLanguage({Language.ENGLISH: english_values, Language.GERMAN: german_values})

__all__ = ["values", "words"]
