"""How the XML of Word names its elements and values."""

import re

from lxml import etree

_WORD_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_NAMESPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_INTEGER = re.compile(r"-?[0-9]{1,9}")


def word(name: str) -> str:
    return _WORD_NAMESPACE + name


def words(names: str) -> frozenset[str]:
    return frozenset(map(word, names.split()))


def math(name: str) -> str:
    return _MATH_NAMESPACE + name


def value_of(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(word("val"))


def is_on(switch: etree._Element | None) -> bool:
    return switch is not None and value_of(switch) not in ("0", "false", "off")


def number_in(value: str | None, otherwise: int) -> int:
    """Return a whole number of so many digits as may be counted with."""
    return int(value) if value and _INTEGER.fullmatch(value) else otherwise
