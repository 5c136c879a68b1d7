"""The texts that people read in Discord, in German: the names of `english`, each filled in with the same facts."""

from math import ceil

from bot.text.command import CommandText, MenuText

# Commands.

CHOOSE_A_TITLE = "Tippe den Anfang eines Titels und wähle aus."
ASK = CommandText(
    "frage",
    "Frag die Dokumente: Du bekommst eine Antwort mit Quellen oder erfährst, dass es keine gibt.",
    {
        "question": "Was du wissen willst, in einem Satz, wie du jemanden fragst, der die Dokumente kennt.",
        "document": "Nur ein Dokument fragen: Fang an, den Titel zu tippen, und wähle.",
        "private": "Ob nur du die Antwort siehst.",
    },
    {"question": "frage", "document": "dokument", "private": "privat"},
)
ANSWER_THIS = MenuText("Darauf antworten")
CHECK_AGAINST_SOURCES = MenuText("Mit den Quellen vergleichen")
VERIFY = CommandText(
    "zitat",
    "Vergleicht ein Zitat mit den Dokumenten: wörtlich, verändert (Wort für Wort) oder nicht da.",
    {
        "quote": "Das Zitat, wie es angegeben wird. Auslassungen sind mit … oder [...] bezeichnet.",
        "document": "Nur in einem Dokument: Beginne den Titel zu tippen und wähle.",
        "public": "Ob alle sehen, was dabei herauskommt.",
    },
    {"quote": "zitat", "document": "dokument", "public": "öffentlich"},
)
RECEIPT = CommandText(
    "beleg",
    "Zeigt eine frühere Antwort noch einmal und ob ihre Quellen noch gelten.",
    {"id": "Die Kennung unter der Antwort: zehn Buchstaben und Ziffern."},
    {"id": "kennung"},
)
SOURCE = CommandText("quelle", "In die Dokumente hinter den Antworten schauen.")
SOURCE_SEARCH = CommandText(
    "suchen",
    "Findet die Stellen, die deinen Worten am nächsten kommen, ob sie etwas beantworten oder nicht.",
    {
        "query": "Worte oder eine Frage. Worte in „Anführungszeichen“ müssen so dastehen.",
        "document": "Nur in einem Dokument: Beginne den Titel zu tippen und wähle.",
        "publisher": "Von Herausgebern mit diesen Worten im Namen.",
        "after": "Von diesem Tag, Monat oder Jahr oder später: 2022, 2022-10 oder 2022-10-16.",
        "before": "Von diesem Tag, Monat oder Jahr oder früher.",
        "page": "Welche Seite des Gefundenen.",
    },
    {
        "query": "worte",
        "document": "dokument",
        "publisher": "herausgeber",
        "after": "nach",
        "before": "vor",
        "page": "seite",
    },
)
SOURCE_LIST = CommandText("liste", "Zeigt alle Dokumente und was jedes über Herausgeber und Datum sagt.")
SOURCE_SHOW = CommandText(
    "lesen",
    "Ein Dokument von Anfang an lesen, Seite für Seite.",
    {"document": CHOOSE_A_TITLE},
    {"document": "dokument"},
)
SOURCE_QUOTE = CommandText(
    "zitieren",
    "Zeigt allen eine Stelle, wo sie steht.",
    {
        "words": "Die Worte, wie sie in einem Dokument stehen.",
        "document": "In diesem Dokument: Beginne den Titel zu tippen und wähle.",
    },
    {"words": "worte", "document": "dokument"},
)
CORPUS = CommandText("korpus", "Die Dokumente pflegen.")
CORPUS_STATUS = CommandText("stand", "Zeigt, wie viel der Korpus enthält und womit er indexiert wurde.")
CORPUS_LOG = CommandText("verlauf", "Zeigt, wer den Korpus wann geändert hat und welche Dokumente.")
CORPUS_GAPS = CommandText("lücken", "Zeigt, was Leute hier gefragt haben und vermissen, das meistvermisste zuerst.")
CORPUS_RELOAD = CommandText(
    "neuladen",
    "Liest den Ordner der Dokumente neu. Fragen werden derweil beantwortet.",
    {"preview": "Nur zeigen, was geschehen würde."},
    {"preview": "vorschau"},
)
CORPUS_ADD = CommandText(
    "hinzufügen",
    "Fügt ein Dokument hinzu oder ersetzt eines durch eine neue Fassung.",
    {
        "file": "Eine Datei .md, .txt, .csv, .html, .rst, .adoc, .org, .pdf, .docx oder .jsonl.",
        "replace": "Ob sie an die Stelle einer Datei dieses Namens treten darf, die aufgehoben wird.",
    },
    {"file": "datei", "replace": "ersetzen"},
)
CORPUS_REMOVE = CommandText(
    "entfernen",
    "Nimmt ein Dokument aus dem Korpus. Vorher wirst du noch einmal gefragt.",
    {"source": CHOOSE_A_TITLE},
    {"source": "dokument"},
)

# The texts on how far the bot is: its presence, and while it works on a reply.

ONLINE = "/frage — Antworten mit ihren Quellen"
ABOUT_TO_READ = "dabei, die Dokumente zu lesen"
READING_DOCUMENTS = "dabei, die Dokumente zu lesen"
LOADING = "dabei, die Modelle zu laden"
STAGE_COUNTED = "{stage}: {done} von {total}"
WORKING_ON_IT = "Wird bearbeitet …"


def questions_before(count: int) -> str:
    return "1 Frage ist vor deiner dran." if count == 1 else f"{count} Fragen sind vor deiner dran."


# Any message.

CONTINUED = "Weiter in der nächsten Nachricht"
INCOMPLETE = "Vielleicht ist nicht alles hiervon angekommen."
NOTHING_VISIBLE = "(kein sichtbarer Text)"
PAGE_NUMBER = "Seite {page}"
PAGE_OF = "Seite {page} von {pages}"
PREVIOUS_PAGE, NEXT_PAGE = "◀ Zurück", "Weiter ▶"
MOMENT = "{at:%d.%m.%Y, %H:%M} UTC"

# Receipts: when something was asked, and what it was answered on.

ASKED_ON = "gefragt am {moment}"
ASKED_OF = "gefragt am {moment}, nur zu {documents}"
OF_NO_DOCUMENTS = "keinem Dokument"
ON_CORPUS = "Korpus {generation}"
ON_READER = "Leser {name} ({weights})"
ON_EMBEDDING_MODEL = "Einbettungsmodell {name} ({weights})"
ON_LANGUAGE_MODEL = "Sprachmodell {name}"
ON_PROMPT = "Prompt {name} ({digest})"
ON_FOOTNOTE = "Footnote {version}"
WRITTEN_BY_MODEL = "vom Sprachmodell geschrieben"
CHOSEN_BY_MODEL = "Zitate vom Sprachmodell ausgewählt"
WRITTEN_BY_SOURCES = "in den Worten der Quellen ({why})"
PROBABILITY = "Wahrscheinlichkeit {probability:.2f}, Schwelle {threshold:.2f}"
DRAFTED_POINT = "Aussage {number}: {verdict}"

# The corpus: its status, and what a reload did or would do.

STATUS = "Der Korpus"
STATUS_ROW = "**{name}:** {value}"
STATUS_DOCUMENTS, STATUS_PASSAGES, STATUS_VERSION = "Dokumente", "Stellen", "Version"
STATUS_EMBEDDING_MODEL, STATUS_CHUNKER, STATUS_READER = "Einbettungsmodell", "Zerlegung", "Leser"
STATUS_RELOAD, NO_RELOAD, RELOAD_BY = "Neuladen", "ist nicht im Gang", "im Gang, durch {person}: {progress}"
RELOADED, AS_IT_WAS = "Der Korpus wurde neu geladen", "Der Korpus ist, wie er war"
PREVIEW, PREVIEW_OF_NOTHING = "Was das Neuladen ändern würde", "Neuladen würde nichts ändern"
ADDED, CHANGED, RENAMED, REMOVED = "hinzugefügt", "geändert", "umbenannt", "entfernt"
NOT_READ, UNCHANGED = "nicht gelesen", "unverändert"
KEPT = "in der letzten guten Fassung behalten"
SAME_TEXT, SAME_TEXT_PAIR = "mit dem Text eines anderen, beide behalten", "{first} und {other}"
TO_BE = "{kind}, wenn neu geladen wird"
COUNT = "**{count:,} {kind}**"
COUNTED_IDS, COUNTED_MORE_IDS = "**{count:,} {kind}**: {ids}", "**{count:,} {kind}**: {ids} und {more:,} weitere"
FILE_NOT_READ = "Nicht gelesen:"
OTHER_FILES, NO_ENDING = "{count:,} {ending}", "ohne Endung"
EMBEDDED_IN = "{passages:,} Stellen in {seconds:.1f} s eingebettet"
NOT_SEARCHED = "Wie üblich wird einiges von diesem Text nicht durchsucht, lässt sich aber öffnen: {kinds}"
KIND_NOT_SEARCHED = "{kind} {share:.1%}"
SITES_OWN, REFERENCE_LISTS = "Menüs und Fußzeilen von Seiten", "Literaturverzeichnisse"
TO_EMBED = "{passages:,} Stellen einzubetten."
NOTHING_WAS_CHANGED = "Es wurde nichts geändert."
RELOAD_DETAILS = "`/korpus verlauf` zeigt die Einzelheiten."
PREVIEW_DETAILS = "`/korpus neuladen vorschau:True` zeigt die Einzelheiten."

# The log of changes.

CHANGES = "Änderungen am Korpus"
NO_CHANGES, NO_EARLIER_CHANGES = "Noch hat ihn niemand geändert.", "Frühere Änderungen gibt es nicht."
LATER_CHANGES, EARLIER_CHANGES = "◀ Spätere", "Frühere ▶"
CHANGE = "**{moment}** · {kind} durch {person}"
CHANGED_NOTHING = "nichts geändert"
VERSION, VERSIONS = "Version {after}", "Version {before} → {after}"
NO_VERSION = "keine"

# Adding and removing a document.

ABOUT_FILE = "Zu {name}"
FORM_FIELDS = {
    "title": ("Titel", "Leer: was die Datei angibt oder ihre erste Zeile."),
    "publisher": ("Herausgeber", "Leer: was die Datei angibt."),
    "date": ("Datum", "Wann der Text erschienen ist. Leer: was die Datei angibt."),
    "url": ("Adresse", "Wo er zu lesen ist. Leer: was die Datei angibt."),
    "language": ("Sprache", "Zum Beispiel de. Leer: was die Datei angibt."),
}
"""The name of each field of the form, and what stands in the field while it is empty."""
FETCHED_TOO_SLOWLY = "{name} konnte nicht von Discord geholt werden: Es dauert zu lange."
NOT_FETCHED = "{name} konnte nicht von Discord geholt werden: keine Verbindung."
NOT_FETCHED_FOR_NOW = "{name} konnte nicht von Discord geholt werden (HTTP {status})."
NOT_ON_DISCORD = "{name} liegt nicht mehr bei Discord."
CUT_SHORT = "{name} kam unvollständig von Discord an."
TOO_LARGE = "{name} ist größer, als Discord gesagt hat: Es kamen mehr als {size:,} Bytes."
ATTACH_AGAIN, TRY_LATER = "Häng die Datei noch einmal an.", "Versuch es in einigen Minuten noch einmal."
ADDED_AS = "Die Datei heißt im Ordner der Dokumente {name}."
REPLACED = "Die frühere Datei dieses Namens ist dort als {name} aufgehoben."
SAME_TEXT_AS = "{name} hat Wort für Wort denselben Text wie {other}: Vielleicht willst du nicht beide."
REMOVE_DOCUMENT = "Dieses Dokument entfernen?"
REMOVAL_MEANS = (
    "Keine Antwort wird sich mehr darauf stützen. Was damit beantwortet wurde, lässt sich weiterhin über Knöpfe und "
    "Belege öffnen. Die Datei kommt in einen versteckten Ordner, aus dem sie zurückgeholt werden kann."
)
REMOVE, KEEP = "Entfernen", "Behalten"
NOT_REMOVED = "Es wurde behalten. Nichts hat sich geändert."
NOTHING_TO_REMOVE = "Dieses Dokument ist nicht mehr im Korpus.", "Es gibt nichts zu entfernen."
REMOVED_FILE = "Die Datei ist im Ordner der Dokumente als {name} aufgehoben."

# Jobs: changes of the corpus while they go on, and where they end early.

RELOADING, PREVIEWING = "Der Korpus wird neu geladen", "Es wird ermittelt, was sich ändern würde"
ADDING, REMOVING = "{name} wird hinzugefügt", "{title} wird entfernt"
READING_FOLDER, FETCHING, CHECKING = "liest", "holt die Datei", "prüft die Datei"
STARTED_BY = "Begonnen von {person}. Fragen werden derweil aus dem bisherigen Korpus beantwortet."
UNDER_WAY = "{job}, begonnen von {person} vor {duration}: {progress}"
DOCUMENTS_READ, DOCUMENTS_DONE = "{done:,} Dokumente", "{done:,} von {total:,} Dokumenten"
EMBEDDED = "{passages:,} Stellen eingebettet"
BAR = "{bar} {percent} %"
CANCEL = "Abbrechen"
CANCELLING = "Hält nach dem laufenden Stapel an."
CANCELLING_BY = "Abgebrochen von {person}: Hält nach dem laufenden Stapel an."
NOTHING_TO_CANCEL = "Dieses Neuladen ist vorbei: Es gibt nichts abzubrechen."
CANCELLED_BY = "Abgebrochen von {person} nach {duration}: {progress}."
CORPUS_STAYS = "Der Korpus ist, wie er war, und Fragen werden aus ihm beantwortet."
EMBEDDED_STAYS = "Was eingebettet wurde, bleibt aufgehoben und dient dem nächsten Neuladen."
CANCELLED = "Das Neuladen wurde abgebrochen. Der Korpus ist, wie er war."
UNFINISHED = "Das Neuladen kam nicht zu Ende. Der Korpus ist, wie er war; `/korpus neuladen` versucht es noch einmal."
FILE_ADDED = "{name} ist im Ordner der Dokumente: Das nächste Neuladen nimmt es auf."
FILE_REMOVED = "Die Datei ist schon heraus und als {name} aufgehoben: Das nächste Neuladen entfernt das Dokument."
PROGRESS_IN_CHANNEL = (
    "Wie weit es ist, steht ab jetzt in einer Nachricht dieses Kanals. "
    "`/korpus stand` zeigt, wie weit es ist, `/korpus verlauf`, was daraus wurde."
)
PROGRESS_LOST = (
    "Wie weit es ist, kann hier nicht mehr gezeigt werden. "
    "`/korpus stand` zeigt, wie weit es ist, `/korpus verlauf`, was daraus wurde."
)
BY_WATCHING = "den beobachteten Ordner der Dokumente"
BY_STARTING = "den Bot bei seinem ersten Start"
"""The name of whoever changed the corpus, where nobody in Discord did."""


def duration(seconds: float) -> str:
    if seconds < 1:
        return "weniger als einer Sekunde"
    one, several, size = next(
        (one, several, size)
        for one, several, size in (("Stunde", "Stunden", 3600), ("Minute", "Minuten", 60), ("Sekunde", "Sekunden", 1))
        if seconds >= 2 * size or size == 1
    )
    count = round(seconds / size)
    return f"{count:,} {several if count != 1 else one}"


def time_left(seconds: float) -> str:
    """Return it rounded up, and the rougher the longer: it is reckoned by the pace so far."""
    if seconds < 10:
        return "noch einige Sekunden"
    if seconds <= 50:
        return f"noch etwa {ceil(seconds / 10) * 10} Sekunden"
    if seconds < 90 * 60:
        minutes = ceil((seconds - 5) / 60)
        return f"noch etwa {minutes} Minuten" if minutes > 1 else "noch etwa eine Minute"
    return f"noch etwa {ceil(seconds / 3600)} Stunden"
