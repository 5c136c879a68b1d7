"""`<file name>.meta.yaml`: what is stated about the file beside it, for formats that can state little or nothing.

It wins over what the file itself states. It is no document, and changes no text.
"""

from collections.abc import Mapping

import yaml

from retrieval.documents.formats.markdown import MAX_FRONT_MATTER_CHARS, YAML_OF_A_COMPANION, fields_of
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

COMPANION_SUFFIX = ".meta.yaml"
MAX_COMPANION_BYTES = 4 * MAX_FRONT_MATTER_CHARS


def read_companion(name: str, content: bytes) -> dict[str, object]:
    """Return what a companion states; a key without a value states nothing. Raises DocumentError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(name, DocumentFault.NOT_UTF_8, place=error.start) from error
    stated = fields_of(name, text, YAML_OF_A_COMPANION)
    if stated is None:
        raise DocumentError(name, DocumentFault.COMPANION_NO_KEYS)
    return {key: value for key, value in stated.items() if value is not None}


def written_companion(stated: Mapping[str, object]) -> bytes:
    """Return the bytes of a companion, as `read_companion` reads them."""
    return yaml.safe_dump(dict(stated), allow_unicode=True, sort_keys=False).encode()
