"""The faults of documents, the corpus and what is asked of it, in German: what happened, and the way out."""

from collections.abc import Mapping

from retrieval.faults import CorpusFault, DocumentFault, Fault, ReceiptFault, ReloadFault, SettingsFault

_OPERATOR = "Wer diesen Bot betreibt, behebt es: Der Ordner steht in CORPUS_DIR."
_ADD = "Füge mit `/korpus hinzufügen` Dateien {suffixes} hinzu."
_OUT = "nimm sie aus dem Ordner der Dokumente."
_TEXT_OR_OUT = f"Gib ihr Text oder {_OUT}"
_COPY_OR_OUT = f"Leg eine Kopie an ihre Stelle oder {_OUT}"
_ALLOW = "Erlaube dem Bot, sie zu lesen."
_AS_UTF_8 = "Speichere sie als UTF-8."
_FROM_WORD = f"Speichere sie neu aus Word oder {_OUT}"
_ONE_KEY_A_LINE = "Schreib ein `Schlüssel: Wert` je Zeile; setz Werte mit Doppelpunkt in Anführungszeichen."
_IN_QUOTES = "Berichtige es oder setz es in Anführungszeichen: Dann wird es gezeigt, wie es dasteht."
_ONE_OBJECT_A_LINE = "Schreib ein JSON-Objekt je Zeile, mit id, title und text."
_PAGE_ANEW = "Speichere die Seite neu oder schreib ihren Text in eine .md-Datei."
_SAVE_ANEW = "Speichere sie neu oder schreib ihren Text in eine .md-Datei."
_ANEW_OR_SPLIT = "Speichere sie neu, teile sie oder schreib ihren Text in eine .md-Datei."
_TELL_APART = "Gib ihr die Endung dessen, was sie ist, oder speichere sie neu."
_OTHER_NAME = "Gib ihr einen anderen Namen."
_SPLIT = "Teile sie in mehrere Dateien."
_WHEN_WHOLE = "Lade neu, wenn sie vollständig ist."

GERMAN_FAULTS: Mapping[Fault, tuple[str, str]] = {
    # The corpus folder.
    CorpusFault.IS_A_FILE: ("Der Ordner der Dokumente {folder} ist eine Datei.", _OPERATOR),
    CorpusFault.MISSING: ("Den Ordner der Dokumente {folder} gibt es nicht.", _OPERATOR),
    CorpusFault.UNREADABLE: ("Der Ordner der Dokumente {folder} ist nicht lesbar: {reason}.", _OPERATOR),
    CorpusFault.UNWRITABLE: (
        "In den Ordner der Dokumente kann nicht geschrieben werden: {reason}.",
        "Schaffe Platz oder erlaube dem Bot, dort zu schreiben.",
    ),
    CorpusFault.IGNORE_FILE_UNREADABLE: (
        "{file} im Ordner der Dokumente ist nicht lesbar: {reason}.",
        "Schreib dort ein Muster je Zeile, wie in .gitignore.",
    ),
    CorpusFault.NO_DOCUMENT: ("In {folder} ist kein Dokument.", f"{_ADD} Der Index bleibt, wie er war."),
    CorpusFault.NONE_READABLE: ("Kein Dokument in {folder} ist lesbar. {reasons}", _ADD),
    CorpusFault.UNKNOWN_DOCUMENT: (
        "Es gibt kein Dokument „{id}“ im Korpus.",
        "Wähle einen der Vorschläge oder sieh in `/quelle liste` nach.",
    ),
    SettingsFault.CORPUS_NOT_NAMED: (
        "Der Index auf {where} enthält schon Dokumente, und es wurde kein Ordner genannt.",
        "Wer diesen Bot betreibt, nennt in CORPUS_DIR den Ordner, in dem alle liegen: Andere werden herausgenommen.",
    ),
    # A file.
    DocumentFault.NAME_NOT_UTF_8: ("Der Name von {name} ist kein UTF-8: So kann kein Dokument heißen.", _OTHER_NAME),
    DocumentFault.FOLDER_UNREADABLE: (
        "Der Ordner {name} ist nicht lesbar: {reason}.",
        "Erlaube dem Bot, ihn zu lesen.",
    ),
    DocumentFault.LINK_TO_NOWHERE: ("{name} ist ein Verweis, der ins Leere führt.", _COPY_OR_OUT),
    DocumentFault.LINK_OUT: ("{name} ist ein Verweis, der aus dem Ordner der Dokumente hinausführt.", _COPY_OR_OUT),
    DocumentFault.NOT_REGULAR: (
        "{name} ist keine gewöhnliche Datei, sondern eine Pipe, ein Socket oder ein Gerät.",
        "Nimm sie aus dem Ordner der Dokumente.",
    ),
    DocumentFault.UNREADABLE: ("{name} ist nicht lesbar: {reason}.", _ALLOW),
    DocumentFault.BEING_WRITTEN: (
        "{name} wird gerade geschrieben: Die Datei änderte sich bei jedem Lesen.",
        _WHEN_WHOLE,
    ),
    DocumentFault.TOO_LARGE: (
        "{name} ist zu groß: {size_mebibytes} MiB; gelesen werden {limit_mebibytes} MiB.",
        "Teile sie oder lass die Bilder weg.",
    ),
    DocumentFault.UNKNOWN_KIND: (
        "{name} ist von einer Art, die nicht gelesen wird.",
        f"Footnote liest {{suffixes}}: Wandle sie um oder {_OUT}",
    ),
    DocumentFault.EMPTY: ("{name} ist leer.", _TEXT_OR_OUT),
    DocumentFault.OTHER_KIND: ("{name} ist kein {kind}.", _TELL_APART),
    DocumentFault.LOOKS_OTHERWISE: ("{name} ist kein {kind}: Es sieht nach {seen} aus.", _TELL_APART),
    DocumentFault.NOT_UTF_8: ("{name} ist kein Text in UTF-8: Das Byte an Stelle {place} passt nicht.", _AS_UTF_8),
    # What a document states and says.
    DocumentFault.REPEATED_ID: ("{name} wiederholt die Kennung {id} von {first}.", "Gib einer davon eine andere."),
    DocumentFault.ID_LENGTH: (
        "{name} hat eine Kennung, die leer oder zu lang ist.",
        "Gib ihr eine von 1 bis {limit} Zeichen.",
    ),
    DocumentFault.UNSEEN_IN_ID: ("{name} hat eine Kennung mit unsichtbaren Zeichen: {id}.", "Gib ihr eine ohne diese."),
    DocumentFault.STATES_TOO_MUCH: (
        "{name} gibt etwas an, das sich selbst enthält, zu tief verschachtelt oder zu lang ist.",
        "Schreib schlichte Werte, einen je Schlüssel.",
    ),
    DocumentFault.NO_TEXT: ("{name} hat keinen Text.", _TEXT_OR_OUT),
    DocumentFault.NO_CHARACTERS: (
        "{name} enthält Zeichen, die kein Text sind (ein NUL oder ein halbes Zeichenpaar).",
        "Nimm sie heraus, auch aus dem, was angegeben ist, oder speichere alles noch einmal als Text in UTF-8.",
    ),
    DocumentFault.TOO_MANY_CHARACTERS: ("{name} hat mehr als {limit} Zeichen Text.", _SPLIT),
    DocumentFault.FRONT_MATTER_OPEN: (
        "{name} beginnt seine Kopfangaben mit {mark} und schließt sie nie.",
        "Schließ sie über dem Text mit einer zweiten solchen Zeile.",
    ),
    DocumentFault.FRONT_MATTER_TOO_LONG: (
        "{name} hat Kopfangaben von mehr als {limit} Zeichen.",
        "Lass dort, was über den Text gesagt wird, und setz den Rest darunter.",
    ),
    DocumentFault.FRONT_MATTER_NO_YAML: (
        "Die Kopfangaben von {name} sind nahe Zeile {line} kein YAML.",
        _ONE_KEY_A_LINE,
    ),
    DocumentFault.FRONT_MATTER_VALUE: (
        "Die Kopfangaben von {name} enthalten ein Datum oder eine Zahl, die es nicht gibt: {reason}.",
        _IN_QUOTES,
    ),
    DocumentFault.FRONT_MATTER_NO_TOML: (
        "Die Kopfangaben von {name} sind kein TOML: {reason}.",
        'Schreib ein `Schlüssel = "Wert"` je Zeile.',
    ),
    # A companion, which states things about the file beside it.
    DocumentFault.COMPANION_NO_YAML: ("{name} ist nahe Zeile {line} kein YAML.", _ONE_KEY_A_LINE),
    DocumentFault.COMPANION_VALUE: (
        "{name} enthält ein Datum oder eine Zahl, die es nicht gibt: {reason}.",
        _IN_QUOTES,
    ),
    DocumentFault.COMPANION_NO_KEYS: ("{name} enthält keine Schlüssel.", "Schreib ein `Schlüssel: Wert` je Zeile."),
    DocumentFault.COMPANION_ALONE: (
        "{name} sagt etwas über {file}, und diese Datei ist nicht da.",
        f"Leg sie daneben oder {_OUT}",
    ),
    DocumentFault.COMPANION_OF_ROWS: (
        "{name} sagt etwas über {file}, dessen Zeilen selbst angeben, was gilt.",
        "Schreib es in die Zeilen und nimm sie weg.",
    ),
    DocumentFault.COMPANION_UNFIT: ("{cause.what}", "{cause.remedy} Bis dahin wird auch {file} nicht gelesen."),
    # Formats.
    DocumentFault.ROW_NOT_JSON: ("{name} ist kein JSON: {reason}.", _ONE_OBJECT_A_LINE),
    DocumentFault.ROW_WITHOUT_TEXT: ("{name} ist kein Objekt mit einem „text“.", _ONE_OBJECT_A_LINE),
    DocumentFault.HTML_WITHOUT_MAIN_TEXT: (
        "{name} hat keinen Haupttext: Nichts darin liest sich wie ein Artikel.",
        "Speichere die Seite mit ihrem Text darin oder schreib ihn in eine .md-Datei.",
    ),
    DocumentFault.HTML_UNREADABLE: (
        "{name} ist tiefer verschachtelt, als gelesen werden kann, oder enthält eine endlose Zeile.",
        _PAGE_ANEW,
    ),
    DocumentFault.HTML_TOO_LARGE: ("{name} ist zu groß: mehr als {limit} Elemente.", "Teile sie in mehrere Seiten."),
    DocumentFault.HTML_TOO_DEEP: ("{name} ist mehr als {limit} Elemente tief verschachtelt.", _PAGE_ANEW),
    DocumentFault.HTML_ENCODING: ("{name} ist weder UTF-8 noch so kodiert, wie angegeben.", _AS_UTF_8),
    DocumentFault.CSV_CELL_TOO_LONG: (
        "{name} hat eine Zelle von mehr als {limit} Zeichen, die nahe Zeile {line} endet.",
        "Such ein Anführungszeichen, das nie geschlossen wird, oder gib diesem Text eine eigene Datei.",
    ),
    DocumentFault.RST_ONLY_INCLUDES: (
        "{name} hat keinen eigenen Text: Was es aus anderen Dateien einbindet, wird nicht gelesen.",
        f"Gib ihr Text, leg jene Dateien in den Ordner der Dokumente oder {_OUT}",
    ),
    DocumentFault.PDF_ENCRYPTED: (
        "{name} ist verschlüsselt und öffnet sich nur mit einem Passwort.",
        "Speichere eine Kopie ohne Passwort.",
    ),
    DocumentFault.PDF_TOO_LONG: ("{name} hat mehr als {limit} Seiten.", _SPLIT),
    DocumentFault.PDF_WITHOUT_TEXT: (
        "{name} hat keine Textebene: Seine Seiten sind Bilder, wie gescannte es sind.",
        "Lass erst eine Texterkennung (OCR) darüber laufen.",
    ),
    DocumentFault.WORD_DECLARATION: (
        "{name} hat eine Dokumenttyp-Deklaration, die kein Word-Dokument haben darf.",
        _FROM_WORD,
    ),
    DocumentFault.WORD_TOO_MANY_PARTS: ("{name} hat mehr als {limit} Teile.", _FROM_WORD),
    DocumentFault.WORD_PACKING: ("{name} ist so gepackt oder verschlüsselt, wie Word es nicht tut.", _FROM_WORD),
    DocumentFault.WORD_TOO_LARGE: ("{name} wäre entpackt größer als {limit_mebibytes} MiB.", _FROM_WORD),
    DocumentFault.WORD_TOO_DENSE: ("{name} wäre entpackt mehr als {limit}-mal so groß.", _FROM_WORD),
    DocumentFault.WORD_DAMAGED: ("{name} ist ein beschädigtes Zip-Archiv: {reason}.", _FROM_WORD),
    # The process that reads files apart.
    DocumentFault.NO_PROCESS: (
        "{name} kann nicht gelesen werden: Kein Prozess lässt sich dafür starten: {reason}.",
        "Schaffe Platz dafür und lade neu.",
    ),
    DocumentFault.CHANGED_MEANWHILE: (
        "{name} wird gerade geschrieben: Die Datei änderte sich, als sie gelesen werden sollte.",
        _WHEN_WHOLE,
    ),
    DocumentFault.TOO_SLOW: (
        "{name} zu lesen dauert länger als {seconds} Sekunden und wurde aufgegeben.",
        _ANEW_OR_SPLIT,
    ),
    DocumentFault.BREAKS_THE_READER: (
        "{name} kann nicht gelesen werden: Der Prozess, der es liest, zerbrach daran (Ende mit {code}).",
        _ANEW_OR_SPLIT,
    ),
    DocumentFault.NESTED_TOO_DEEPLY: (
        "{name} kann nicht gelesen werden: Der Inhalt ist zu tief verschachtelt.",
        _SAVE_ANEW,
    ),
    DocumentFault.TOO_MUCH_MEMORY: (
        "{name} kann nicht gelesen werden: Es braucht mehr als {limit_mebibytes} MiB Arbeitsspeicher.",
        _SAVE_ANEW,
    ),
    DocumentFault.DAMAGED: (
        "{name} kann nicht gelesen werden: Die Datei ist beschädigt oder auf unbekannte Weise gemacht ({kind}).",
        _SAVE_ANEW,
    ),
    # A file that somebody adds, a document that somebody removes.
    DocumentFault.FOLDER_OF_THAT_NAME: (
        "Im Ordner der Dokumente gibt es schon einen Ordner {name}.",
        "Gib der Datei einen anderen Namen.",
    ),
    DocumentFault.FILE_OF_THAT_NAME: (
        "Im Ordner der Dokumente gibt es schon eine Datei {name}.",
        "Gib ihr einen anderen Namen oder wähle ersetzen:True: Die alte wird aufgehoben.",
    ),
    DocumentFault.NO_NAME: (
        "Die Datei hat keinen Namen, den sie im Ordner der Dokumente haben könnte.",
        "Gib ihr einen, der auf {suffixes} endet.",
    ),
    DocumentFault.IGNORED: (
        "{name} wird durch {file} ausgelassen.",
        "Gib ihr einen anderen Namen oder nimm das Muster dort heraus.",
    ),
    DocumentFault.ADDED_OF_UNKNOWN_KIND: (
        "{name} ist von einer Art, die nicht gelesen wird.",
        "Footnote liest {suffixes}: Wandle sie um.",
    ),
    DocumentFault.ADDED_EMPTY: ("{name} ist leer.", "Gib ihr Text."),
    DocumentFault.ID_OF_ANOTHER: (
        "{name} hat die Kennung {id}, und die gehört {other}.",
        "Gib ihr eine andere oder entferne erst jenes Dokument.",
    ),
    DocumentFault.OTHERS_UNREADABLE: (
        "{first.what} {others} weitere seiner Dokumente sind nicht lesbar.",
        "{first.remedy}",
    ),
    DocumentFault.ROW_OF_A_FILE: (
        "{id} ist Zeile {line} von {file} und keine eigene Datei.",
        "Nimm die Zeile aus der Datei und füge diese mit ersetzen:True hinzu.",
    ),
    DocumentFault.LAST_DOCUMENT: (
        "{id} ist das einzige Dokument, und ein Korpus kann nicht leer sein.",
        "Füge erst ein anderes hinzu.",
    ),
    DocumentFault.CHANGED_SINCE: ("{id} hat sich seither geändert.", "Lade neu und sieh es dir noch einmal an."),
    DocumentFault.GONE_SINCE: (
        "Die Datei von {id}, {name}, ist nicht mehr im Ordner der Dokumente.",
        "Lade neu: Das nimmt das Dokument heraus.",
    ),
    # Reloads and receipts.
    ReloadFault.UNDER_WAY: ("Ein anderes Neuladen ist im Gang.", "Warte, bis es fertig ist, oder brich es ab."),
    ReloadFault.UNDER_WAY_ELSEWHERE: (
        "Ein anderes Neuladen ist im Gang, durch {holder}.",
        "Warte, bis es fertig ist; ist jener Prozess tot, eine halbe Minute.",
    ),
    ReloadFault.OVERTAKEN: (
        "Das Neuladen wurde so lange aufgehalten, dass ein anderes an seine Stelle trat.",
        "Es wurde nichts geändert. Lade noch einmal neu.",
    ),
    ReceiptFault.UNKNOWN: (
        "Es gibt keinen Beleg {id}. Nach {days} Tagen wird einer vergessen.",
        "Prüfe die Kennung: Sie steht unter der Antwort.",
    ),
    ReceiptFault.NO_ID: (
        "„{typed}“ ist keine Kennung eines Belegs.",
        "Eine Kennung hat {chars} Buchstaben und Ziffern und steht unter jeder Antwort.",
    ),
}
"""What happened and the way out of it, as markdown with the facts in braces, of each fault that people in Discord may
read."""
