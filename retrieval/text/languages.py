"""Languages by their names."""

from babel import Locale, UnknownLocaleError


def language_name(stated: str, into: str = "en") -> str:
    """Return the name of a language in the language `into`, where a code is stated ("en", "pt-BR"); else as stated."""
    try:
        return Locale.parse(stated, sep="-" if "-" in stated else "_").get_display_name(into) or stated
    except (ValueError, UnknownLocaleError):
        return stated
