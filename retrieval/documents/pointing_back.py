"""How a sentence begins that says little without the one before it."""

import re

# A pronoun or a connective that points back: what it points to must be shown too.
_POINTS_BACK = re.compile(
    r"[\"“‘'(]?(?:he|she|they|it|this|these|that|those|his|her|their|its|such|another|both|neither|either"
    r"|(?:in|on) (?:response|that|this|the (?:speech|interview|letter|statement|same))"
    r"|in a (?:press release|related context)"
    r"|however|additionally|furthermore|moreover|meanwhile|instead|therefore|also|but|and|so|nor|then"
    r"|the (?:\w+ )?(?:disclosure|announcement|move|decision|statement|allegations?|accusations?|claims?|latter|former"
    r"|two|pair|same|spokes\w+|official|officials|diplomat|director|minister|secretary|president|agency|group|country"
    r"|embargo|resolution|deal|agreement|report|operation|attack|attacks|strike|strikes)\s+"
    r"(?!of\b|in\b|on\b|between\b|against\b|for\b|that\b|to\b|with\b))\b",
    re.IGNORECASE,
)
# The speaker is only a pronoun: `…," he said.`
_PRONOUN_SPEAKS = re.compile(
    r"\b(?:(?:he|she|they|it) (?:also )?(?:said|says|added|told|explained|claimed|warned|noted|stated|continued|wrote)"
    r"|(?:said|added|explained|claimed|warned|noted) (?:he|she|they|it))\b",
    re.IGNORECASE,
)
_QUOTED_ONLY = re.compile(r"^[\"“].*[\"”]\s*(?:\[\w{1,4}\])*$", re.DOTALL)
# "On other nights it ends at midnight": other than what the sentence before says.
_OTHER_THAN_IT = re.compile(
    r"(?:(?:on|in|at|for|from|to|during|with|by|of) )?(?:(?:all|any|the|some|most|many) )*"
    r"(?:others?\b(?!\s+than\b|\s*:)|(?<=the )(?:rest|remaining)\b)|(?:otherwise|elsewhere)\b",
    re.IGNORECASE,
)
# What a sentence after it explains: "No. SQLite is enough."
_YES_OR_NO_ALONE = re.compile(
    r"(?:(?:yes|no)(?:,(?: \w+){1,2})?|not (?:yet|now|any ?more|really|quite|always|necessarily)|yes and no"
    r"|(?:only )?partly|it depends|sometimes|never|maybe|perhaps|of course|certainly|neither|both)\s*[.!:,—–]*",
    re.IGNORECASE,
)


def begins_by_pointing_back(sentence: str) -> bool:
    """Return whether a sentence begins with what stands for something said before it, is said by a pronoun, or is only
    what somebody says.
    """
    return bool(_POINTS_BACK.match(sentence) or _PRONOUN_SPEAKS.search(sentence) or _QUOTED_ONLY.match(sentence))


def needs_the_one_before(sentence: str, before: str) -> bool:
    """Return whether a sentence says what is so otherwise than the one `before` it in its paragraph says, or only why
    that says yes or no.
    """
    return bool(_OTHER_THAN_IT.match(sentence) or _YES_OR_NO_ALONE.fullmatch(before.strip()))
