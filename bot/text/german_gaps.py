"""The texts of what people miss in the documents, in German: the names of `english_gaps`."""

# Saying so.

SHOULD_BE_HERE, TAKE_BACK = "Das sollte hier stehen", "Zurücknehmen"
NOTED = "**Ist vermerkt.** Danke."
NOTED_ALREADY = "**Das ist schon vermerkt.**"
SEEN_BY_CURATORS = "Wer auf diesem Server die Dokumente pflegt, sieht es, und wer mich betreibt."
SEEN_BY_OPERATOR = "Wer mich betreibt, sieht es."
WHAT_IS_KEPT = (
    "Aufgehoben werden die Frage mit ihrem Beleg, dieser Server, wann, und ein Zeichen, an dem ich Leute zähle und das"
    " nicht sagt, wer du bist. Nach {days} Tagen wird es vergessen."
)
WHAT_IS_KEPT_DIRECT = (
    "Aufgehoben werden die Frage mit ihrem Beleg, wann, und ein Zeichen, an dem ich Leute zähle und das nicht sagt,"
    " wer du bist. Nach {days} Tagen wird es vergessen."
)
TAKEN_BACK = "Es ist zurückgenommen, und nichts davon ist aufgehoben."
NOT_NOTED_ANY_MORE = "Es war nicht mehr vermerkt: Es gibt nichts zurückzunehmen."
TOO_MANY_NOTED = (
    "Du vermisst hier schon {count} Dinge, und mehr wird von einer Person nicht vermerkt. Nimm eines zurück oder warte,"
    " bis einige erledigt sind."
)
NO_ROOM_FOR_MORE = "Hier ist so viel vermerkt, dass nichts mehr dazukommt. Frag die, die die Dokumente pflegen."
IS_NO_GAP = "Vermerken lässt sich nur, was die Dokumente gefragt wurden und nicht beantworten."

# The list.

WHAT_IS_MISSING = "Was Leute vermissen"
NOTHING_MISSING = "Hier hat niemand gesagt, dass etwas fehlt."
NO_MORE_MISSING = "Mehr fehlt nicht."
NONE_IN_DIRECT_MESSAGES = (
    "Jeder Server sieht, was auf ihm vermisst wird: Ruf es dort auf. Wer mich betreibt, sieht alles, mit"
    " `{program} gaps`."
)
COUNTED_PEOPLE = "{people} · zuletzt am {last:%d.%m.%Y}"
SINCE = "{people} · zuerst am {first:%d.%m.%Y}, zuletzt am {last:%d.%m.%Y}"
OPEN_GAP, MORE_MISSED, LESS_MISSED = "Öffnen", "Mehr ▶", "◀ Zurück"

# One of them.

ALL_GAPS, ASK_NOW, SETTLED = "◀ Alle", "Jetzt fragen", "Erledigt"
WHAT_SETTLING_DOES = "*Erledigt* nimmt es von der Liste. Wer es danach vermisst, kann es neu sagen."
ANSWERED_NOW = "✅ **Die Dokumente beantworten das jetzt.**"
NOT_ANSWERED_NOW = "**Die Dokumente beantworten das noch nicht.**"
OFF_THE_LIST = "Von der Liste: {question}"
GAP_GONE = "Das steht nicht mehr auf der Liste."


def people(count: int) -> str:
    return "1 Person" if count == 1 else f"{count:,} Leute"
