"""The texts of answers, refusals and sources, in German: the names of `english_cards`."""

from collections.abc import Sequence

# Answers.

READ_IT = "Lesen"
FOLLOW_UP, DELETE = "Nachfragen", "Löschen"
PART_NOT_ANSWERED = "**Zu diesem Teil wurde keine Antwort gefunden:** {part}"
ALL_FOUND = "Alles, was gefunden wurde ({count}); es kann mehr geben."
OF_ALL_DOCUMENTS = "{count} von {in_all} Dokumenten, jedes mit einem Satz aus ihm selbst."
ABOUT_IT = "Was die Dokumente dazu sagen, in ihren Worten."
THEY_DISAGREE = "Die Quellen sind sich **nicht einig**."
SAYS_YES, SAYS_NO = "Sagt ja", "Sagt nein"
SPEAKER_IN = "{speaker} in {source}"
ONE_ORIGIN, FEW_ORIGINS = "alle gehen auf eine Quelle zurück", "alle gehen auf {origins} Quellen zurück"
NEWEST_SIDE = "das jüngste Datum"
WAS_REPLACED, HOLDS_NO_LONGER = "{old} wurde ersetzt", "{old} gilt nicht mehr"
IN_ITS_PLACE = "; an seiner Stelle: {by}"
OLDER_VERSION = "{old} ist aus {older}; {by}, aus {newer}, ist neuer"
SAID_SO = ": „{quote}“ {mark}"
READ_AS = "Gelesen als: {question}"
SECTION = "Abschnitt „{name}“"
BY = "von {names}"
NO_DATE, NO_PUBLISHER, NOTHING_STATED = (
    "ohne Datum",
    "ohne Herausgeber",
    "Herausgeber und Datum nicht genannt",
)
RECEIPT_ID = "Beleg {receipt_id}"
NO_RECEIPT = "Es wurde kein Beleg aufgehoben."


def written_by(names: str, count: int, in_all: int) -> str:
    """Return that documents state who wrote them, and how many of them are shown."""
    of_all = f"; {count} von {in_all} Dokumenten" if in_all > 1 else ""
    return f"Geschrieben von {names}, wie dort angegeben{of_all}."


def after(source: str, others: int) -> str:
    """Return what a quote goes by: a source that its document names, and how many others."""
    return f"nach {source}{_and_others(others)}"


def _and_others(others: int) -> str:
    if not others:
        return ""
    return " und einer weiteren" if others == 1 else f" und {others} weiteren"


def rests_on(count: int, in_all: int | None, *, is_verbatim: bool) -> str:
    """Return of how many documents an answer is made, and that it is in their words or quotes them."""
    of_all = "" if in_all is None else f" von {in_all:,}"
    noun = "Dokument" if count == 1 and in_all is None else "Dokumenten" if in_all != 1 else "Dokument"
    return f"Aus {count:,}{of_all} {noun}, {'Wort für Wort' if is_verbatim else 'wörtlich belegt'}"


# Refusals.

WHAT_IS_IN_HERE = "Was steht hier?"
NOT_ANSWERED = "**Die Dokumente beantworten das nicht.**"
SEES_NO_DOCUMENT = (
    "**Ich sehe hier keine Dokumente.** Ein Server sieht keine, bis ihm welche geliehen werden: Wer ihn verwaltet,"
    " erfährt mit `/einstellungen zeigen`, wie das geht, und wählt mit `/einstellungen sammlungen` aus, was geliehen"
    " ist. Gibt es nirgends welche, liest `/korpus neuladen` den Ordner der Dokumente."
)
NOTHING_SAID = "**Die Dokumente sagen nichts dazu.**"
NOT_LOOKED_UP = "**Das wurde nicht nachgeschlagen.**"
NEAREST_PASSAGES = "Am nächsten dran; ob sie antworten, ist nicht sicher:"


def lacking(words: Sequence[str], more: int, in_all: int | None) -> str:
    """Return that words, which are markdown, and `more` others, stand in no document."""
    if in_all == 1:
        where = "kommt darin nicht vor"
    else:
        them = "von ihnen" if in_all is None else f"der {in_all:,}"
        where = f"kommt in keinem {them} vor"
    listed = [*words, *([f"{more} weitere"] if more else [])]
    if len(listed) == 1:
        return f"{listed[0]} {where}."
    if in_all != 1:
        them = "von ihnen" if in_all is None else f"der {in_all:,}"
        where = f"kommt in einem {them} vor"
    else:
        where = "kommt darin vor"
    if len(listed) == 2:
        return f"Weder {listed[0]} noch {listed[1]} {where}."
    return f"Weder {', '.join(listed[:-1])} noch {listed[-1]} {where}."


# Sources and documents.

EARLIER, LATER, WHOLE_DOCUMENT, SHOW_TO_ALL = "◀ Davor", "Danach ▶", "Ganzes Dokument", "Allen zeigen"
BACK_TO_QUOTE = "Zurück zum Zitat"
OPEN_ORIGINAL = "Zum Original ↗"
GOES_BY = "Sie beruft sich auf:"
SHOWN_BY = "Gezeigt von {person}"
SEARCH_FOOTER = "Die nächstliegenden Stellen, ob sie antworten oder nicht. Werte gelten nur innerhalb dieser Suche."
NOTHING_FOUND = "Hier gibt es nichts zu durchsuchen oder keine Worte, nach denen gesucht werden kann."
SCORE = "Wert {score:.2f}"
KEPT_SOURCE = "**{standing}** Darunter steht sie, wie sie am {kept_at:%d.%m.%Y} aufgehoben wurde."
SPAN = "Zeichen {start:,}–{end:,}"
CHARACTERS = "{count:,} Zeichen"
COLLECTION = "**{name}** · {documents}"
NO_SOURCE = "Dieser Knopf gehört zu keiner Quelle, die der Korpus hat. Bitte frag noch einmal."
PASSAGE_GONE = (
    "Diese Stelle ist weder im Korpus noch aufgehoben: Ihr Dokument wurde seither geändert oder zurückgezogen."
)
DOCUMENT_GONE = "Dieses Dokument ist nicht mehr im Korpus: Es wurde seither zurückgezogen."


def documents(count: int) -> str:
    return "1 Dokument" if count == 1 else f"{count:,} Dokumente"


def in_collections(documents: str, count: int) -> str:
    """Return so many documents, in words, and that they are of `count` collections, more than one."""
    return f"{documents} in {count:,} Sammlungen"


def passages(count: int) -> str:
    return "1 Stelle" if count == 1 else f"{count:,} Stellen"
