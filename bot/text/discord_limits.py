"""The limits of Discord. The page of Discord's developer documentation that states each figure is named beside it."""

# Message Resource, "Create Message", and "Embed Limits" for the parts of an embed.
CONTENT_CHARS = 2000
EMBEDS = 10
TITLE_CHARS = 256
DESCRIPTION_CHARS = 4096
FOOTER_CHARS = 2048
EMBEDS_CHARS = 6000
"""The most characters of titles, descriptions and footers of all embeds of a message together."""

# Component Reference, "Action Row" and "Button"; five rows: "Legacy Message Component Behavior".
BUTTONS = 5 * 5
LABEL_CHARS = 80
CUSTOM_ID_CHARS = 100
URL_CHARS = 512

# Component Reference, "Text Input".
INPUT_CHARS = 4000
PLACEHOLDER_CHARS = 100

# Channels Resource, "Start Thread from Message".
THREAD_NAME_CHARS = 100

# Application Commands, "Application Command Option Choice Structure" and "Application Command Option Structure".
CHOICES = 25
CHOICE_CHARS = 100
OPTION_CHARS = 6000
OPTION_DESCRIPTION_CHARS = 100


def discord_chars(text: str) -> int:
    """Return the length of a text as Discord may count it, at the most.

    The documentation says "characters"; the API counts code points (discord/discord-api-docs#1315), Discord's own
    clients count UTF-16 code units. There are never fewer of these.
    """
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
