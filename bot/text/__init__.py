"""The texts that people read in Discord: one file a language, foreign text made safe, and the limits of Discord."""

from bot.text import english as words

__all__ = ["words"]
