"""The words of a line of AsciiDoc: its marks are taken off, and links and macros leave what is shown of them."""

import re
from dataclasses import dataclass, field

_ADOC_MACROS = re.compile(
    r"(?:link|xref|mailto|kbd|btn|menu|pass|stem|latexmath|asciimath|footnote|indexterm2|anchor|image|icon):{1,2}"
    r"([^\s\[\]]{0,400}+)(?:\[([^\[\]]{0,1000}+)\])?"
    r"|(?:https?|ftp|irc)://([^\s\[\]<>]{1,400}+)(?:\[([^\[\]]{0,1000}+)\])?"
)
"""What is no macro for want of its brackets is found as well, so that nothing is looked at twice."""
_ADOC_REFERENCE = re.compile(r"<<([^<>,]{1,200})(?:,([^<>]{1,400}))?>>")
_ADOC_ANCHOR = re.compile(r"\[\[[^\[\]]{1,200}\]\]|\(\(\([^()]{1,200}\)\)\)")
_ATTRIBUTE_NAMED = re.compile(r"\{([\w-]{1,80})\}")
_ADOC_EMPHASIS = [
    *(re.compile(rf"({m}{m})(?=\S)([^{m}\n]{{1,400}})(?<=\S){m}{m}") for m in (r"\*", "_", "`", "#", r"\+")),
    *(
        re.compile(rf"(?<![\w\\])(?:\[[^\[\]]{{0,100}}\])?({m})(?=\S)([^{m}\n]{{1,400}})(?<=\S){m}(?!\w)")
        for m in (r"\*", "_", "`", "#", r"\+")
    ),
]
"""The marks that may stand within words, which are written twice, and those around words."""
_ADOC_GIVEN = {
    "nbsp": " ", "zwsp": "", "sp": " ", "empty": "", "lt": "<", "gt": ">", "amp": "&", "plus": "+", "asterisk": "*",
    "vbar": "|", "startsb": "[", "endsb": "]", "backslash": "\\", "backtick": "`", "tilde": "~", "caret": "^",
    "deg": "°", "quot": '"', "apos": "'", "cpp": "C++", "pp": "++",
}  # fmt: skip
"""The attributes that every document has."""
_ADOC_SILENT = ("anchor", "image", "icon")


@dataclass(kw_only=True)
class AsciiDocWords:
    """Takes the marks off. `attributes` are those that the document has set so far, by name."""

    attributes: dict[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """Return the words in one line."""
        text = _ATTRIBUTE_NAMED.sub(self._value, text)
        text = _ADOC_ANCHOR.sub("", _ADOC_MACROS.sub(_shown, text))
        text = _ADOC_REFERENCE.sub(lambda found: found[2] or found[1].rpartition("#")[2], text)
        for marks in _ADOC_EMPHASIS:
            text = marks.sub(lambda found: found[2], text)
        return " ".join(text.split())

    def _value(self, found: re.Match[str]) -> str:
        name = found[1].lower()
        return self.attributes.get(name, _ADOC_GIVEN.get(name, found[0]))[:1000]


def _shown(found: re.Match[str]) -> str:
    target, text = (found[1], found[2]) if found[3] is None else (found[0].partition("[")[0], found[4])
    if text is None:
        return found[0]
    macro = found[0].partition(":")[0]
    if macro in _ADOC_SILENT:
        return ""
    if macro == "footnote":
        return f" ({text})"
    if macro == "menu":
        return f"{target} > {text}" if text else target
    shown = text.partition(",")[0] if "=" in text else text
    return shown.strip('"^ ') or target
