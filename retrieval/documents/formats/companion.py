"""`<file name>.meta.yaml`: what is stated about the file beside it, for formats that can state little or nothing.

It wins over what the file itself states. It is no document, and changes no text.
"""

from collections.abc import Mapping

import yaml

from retrieval.errors import DocumentError
from retrieval.formats.text import MAX_FRONT_MATTER_CHARS, fields_of

COMPANION_SUFFIX = ".meta.yaml"
MAX_COMPANION_BYTES = 4 * MAX_FRONT_MATTER_CHARS


def read_companion(name: str, content: bytes) -> dict[str, object]:
    """What it states; a key without a value states nothing. Raises DocumentError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"{name} is not UTF-8 text: the byte at {error.start} does not fit."
        raise DocumentError(name, what, remedy="Save it as UTF-8.") from error
    stated = fields_of(name, text, name, above=0)
    return {key: value for key, value in stated.items() if value is not None}


def written_companion(stated: Mapping[str, object]) -> bytes:
    """As `read_companion` reads it."""
    return yaml.safe_dump(dict(stated), allow_unicode=True, sort_keys=False).encode()
