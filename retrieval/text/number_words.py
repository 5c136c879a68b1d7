"""Numbers that are written as words, and what each is."""

from decimal import Decimal

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {
    **{word: value for value, word in enumerate(_UNITS + _TEENS)},
    **{word: value * 10 for value, word in enumerate(_TENS, start=2)},
}
WORD_VALUE = (
    rf"(?a:(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UNITS[1:10])})|{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
)
"""The pattern of a number below a hundred in words. Of ASCII alone where case is ignored, as that of units."""
SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SHORT_SCALES = {"k": 10**3, "M": 10**6, "bn": 10**9}
"""What a number is multiplied by where it stands before them: "5M users"."""
FIRST_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


def number_of(digits: str | None, word: str) -> Decimal:
    """Return the number that digits or else small words state; 1 where there are neither."""
    if digits:
        return Decimal(digits.replace(",", ""))
    return Decimal(sum(_VALUES[part] for part in word.replace("-", " ").split(" "))) if word else Decimal(1)
