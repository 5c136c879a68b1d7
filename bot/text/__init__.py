"""The texts that people read in Discord: files for each language, foreign text made safe, and the limits of Discord."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.text import english as words
    from bot.text import english_cards as card_words
    from bot.text import english_checks as check_words
    from bot.text import english_choosing as choosing
    from bot.text import english_talk as talk
    from bot.text import english_values as values
else:
    from bot.text import (
        english,
        english_cards,
        english_checks,
        english_choosing,
        english_talk,
        english_values,
        german,
        german_cards,
        german_checks,
        german_choosing,
        german_talk,
        german_values,
    )
    from bot.text.language import Language, TextsByLanguage

    words = TextsByLanguage({Language.ENGLISH: english, Language.GERMAN: german})
    card_words = TextsByLanguage({Language.ENGLISH: english_cards, Language.GERMAN: german_cards})
    choosing = TextsByLanguage({Language.ENGLISH: english_choosing, Language.GERMAN: german_choosing})
    check_words = TextsByLanguage({Language.ENGLISH: english_checks, Language.GERMAN: german_checks})
    talk = TextsByLanguage({Language.ENGLISH: english_talk, Language.GERMAN: german_talk})
    values = TextsByLanguage({Language.ENGLISH: english_values, Language.GERMAN: german_values})

__all__ = ["card_words", "check_words", "choosing", "talk", "values", "words"]
