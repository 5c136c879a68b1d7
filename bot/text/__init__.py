"""The texts that people read in Discord: files for each language, foreign text made safe, and the limits of Discord."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # As mypy sees them; at run time each is the same in the language that is spoken.
    from bot.text import english as words
    from bot.text import english_cards as card_words
    from bot.text import english_checks as check_words
    from bot.text import english_choosing as choosing
    from bot.text import english_gaps as gap_words
    from bot.text import english_talk as talk
    from bot.text import english_values as values
else:
    from bot.text.language import TextsByLanguage
    from bot.text.modules import MODULES

    globals().update({name: TextsByLanguage(modules) for name, modules in MODULES.items()})

__all__ = ["card_words", "check_words", "choosing", "gap_words", "talk", "values", "words"]
