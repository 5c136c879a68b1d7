"""Signs that Word writes as places in a font of signs (`w:sym`), as the characters that they are."""

_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
    + " " * 33
    + "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
    + " 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
"""The font Symbol from 0x20 on (https://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt)."""
_WINGDINGS = {
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x9F: "•",
    0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
"""The signs of the font Wingdings for lists, arrows and ticks."""
_LOST = "\ufffd"


def symbol(font: str, code: str) -> str:
    """Return the character at a place of a font: α for `F061` of Symbol. Where none is known, it is the sign for a lost
    character.
    """
    try:
        place = int(code, 16)
    except ValueError:
        return _LOST
    # Fonts of signs keep theirs where Unicode has no characters.
    is_private = 0xF000 <= place <= 0xF0FF
    name = font.lower()
    if name == "symbol":
        place -= 0xF000 if is_private else 0
        return _SYMBOL[place - 0x20] if 0x20 <= place < 0x20 + len(_SYMBOL) else _LOST
    if name == "wingdings":
        return _WINGDINGS.get(place - 0xF000 if is_private else place, _LOST)
    is_character = 0x20 <= place < 0x110000 and not 0xD800 <= place < 0xF900 and not 0x7F <= place < 0xA0
    return chr(place) if is_character else _LOST
