"""Links to sources: addresses of the web that end nothing that they are put into, be it Markdown or a terminal's own
sequence.
"""

import re

MAX_LINK_CHARS = 500
"""The longest link that is made. What is longer is not copied whole by everything that it passes through."""
_LINK = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?(?:[/?#][A-Za-z0-9\-._~:/?#@!$&*+,;=%]*)?")


def is_link(address: str) -> bool:
    """Return whether an address is http or https, names no login, and has no quote, bracket, space or control."""
    return len(address) <= MAX_LINK_CHARS and _LINK.fullmatch(address) is not None


def check_link(link: str | None) -> None:
    """Raise ValueError where that is no link."""
    if link is not None and not is_link(link):
        raise ValueError(f"this is no link to a source: {link[:MAX_LINK_CHARS]!r}")
