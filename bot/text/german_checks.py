"""Die Texte zu Zitaten und Nachrichten, die mit den Dokumenten verglichen werden, auf Deutsch."""

# Zitate.

VERBATIM = "✅ **Wörtlich.**"
SHORTENED = "✅ **Wörtlich bis auf das, was es auslässt**, wo es das kenntlich macht."
ALTERED = "⚠️ **Verändert.** In der Quelle steht es anders:"
PUT_TOGETHER = "⚠️ **Zusammengesetzt.** Jeder Satz ist wörtlich, aber sie folgen nicht aufeinander."
ABSENT = "❌ **Nicht in den Dokumenten**, soweit es gefunden wurde."
TOO_SHORT = "Das ist zu kurz oder zu lang, um kein Zufall zu sein: gib 3 Wörter bis 2.000 Zeichen."
IS_SET_OTHERWISE = "Dort ist es anders gesetzt: Anführungszeichen, Striche, Fußnoten oder der erste Buchstabe."
AS_GIVEN, AS_IT_IS = "Wie angegeben: {words}", "Wie es dort steht: {words}"
LEFT_OUT_HERE = "—"
CLOSEST = "Die nächsten Stellen:"
QUOTE_FOOTER = "Wort für Wort nach dem Text der Dokumente."

# Nachrichten.

BORNE_OUT = "✅ **Belegt**"
CONTRADICTED = "❌ **Widersprochen**"
NOT_FOUND = "❔ **Nicht in den Quellen gefunden**"
SAYS_NOT_OF_WHAT = "❔ **Nicht geprüft:** Es sagt nicht, wovon die Rede ist"
NOTHING_TO_CHECK = "Ausgelassen, weil es nichts zu prüfen gibt: {sentences}"
NO_SENTENCE = "In dieser Nachricht ist kein Satz, der etwas behauptet, das zu prüfen wäre."
CHECK_FOOTER = "„Nicht gefunden“ heißt nicht „falsch“: Vielleicht sagen die Dokumente nichts darüber."


def left_over(count: int) -> str:
    return f"{count} weitere{'r Satz wurde' if count == 1 else ' Sätze wurden'} nicht geprüft."


# Suchen.

NOTHING_FOUND_SO = "So eingegrenzt wurde nichts gefunden. Mit weniger Angaben gibt es vielleicht mehr."
NOTHING_FURTHER = "Mehr wurde nicht gefunden."
FOUND_IN_OTHERS = (
    "Die Dokumente haben sich seit der vorigen Seite geändert: "
    "Stellen können hier noch einmal stehen oder auf keiner Seite."
)
NOT_A_DAY = "„{typed}“ ist kein Tag. Schreibe 2022, 2022-10 oder 2022-10-16."
