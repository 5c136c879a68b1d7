"""The limits of Discord. The page of Discord's developer documentation that states each figure is named beside it, or
the schema of its OpenAPI file.
"""

# Component Reference, "Layout" and "Text Display"; discord.py's `LayoutView` refuses more than both.
COMPONENTS = 40
"""The most components of a message, those within others counted."""
MESSAGE_CHARS = 4000
"""The most characters of all text displays of a message together."""

# Component Reference, "Section": `SectionComponentForMessageRequest`.
SECTION_TEXTS = 3

# Component Reference, "Action Row" and "Button": `ActionRowComponentForMessageRequest` and
# `ButtonComponentForMessageRequest`.
BUTTONS_IN_ROW = 5
LABEL_CHARS = 80
CUSTOM_ID_CHARS = 100
URL_CHARS = 512

# Component Reference, "Text Input".
INPUT_CHARS = 4000
PLACEHOLDER_CHARS = 100

# Channels Resource, "Start Thread from Message".
THREAD_NAME_CHARS = 100
# Component Reference, "Container": `ContainerComponentForMessageRequest`.
HIGHEST_COLOUR = 0xFFFFFF

# Application Commands, "Application Command Option Choice Structure" and "Application Command Option Structure".
CHOICES = 25
CHOICE_CHARS = 100
OPTION_CHARS = 6000
OPTION_DESCRIPTION_CHARS = 100

# Component Reference, "Modal", "Label" and "Text Input".
FORM_TITLE_CHARS = 45


def discord_chars(text: str) -> int:
    """Return the length of a text as Discord may count it, at the most.

    The documentation says "characters"; the API counts code points (discord/discord-api-docs#1315), Discord's own
    clients count UTF-16 code units. There are never fewer of these.
    """
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
