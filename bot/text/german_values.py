"""What retrieval's values are called in German."""

from collections import Counter
from collections.abc import Iterable, Mapping

from retrieval import Document, Stage
from retrieval.answering import Standing, Today
from retrieval.domain import Fate, FateKind, Flaw, Floor, ModelCheck, QuoteClass, Rewriting, Trace

STAGES: Mapping[str, str] = {
    "search": "Es wird gesucht …",
    "read": "Es wird gelesen …",
    "write": "Es wird geschrieben …",
    "ground": "Das Geschriebene wird an den Quellen geprüft …",
}
_THEREFORE = "Dies sind Sätze der Quellen."
FLOORS: Mapping[Floor, str] = {
    Floor.AWAY: f"Das Sprachmodell antwortet gerade nicht. {_THEREFORE}",
    Floor.FAILED: f"Das Sprachmodell ist so, wie es eingerichtet ist, nicht benutzbar. {_THEREFORE}",
    Floor.DECLINED: f"Das Sprachmodell wollte nicht schreiben. {_THEREFORE}",
    Floor.UNREADABLE: f"Was das Sprachmodell schrieb, lässt sich nicht prüfen. {_THEREFORE}",
    Floor.ABSTAINED: f"Das Sprachmodell fand in den Quellen keine Antwort. {_THEREFORE}",
    Floor.NOT_BORNE_OUT: f"Was das Sprachmodell schrieb, belegen die Quellen nicht. {_THEREFORE}",
    Floor.DAY_SPENT: f"Was das Sprachmodell heute schreiben darf, ist verbraucht. {_THEREFORE}",
    Floor.UNASKED: f"Das Sprachmodell war nicht gefragt, zu schreiben. {_THEREFORE}",
    Floor.LEDGER_AWAY: f"Wie viel das Sprachmodell heute schrieb, ist gerade nicht bekannt. {_THEREFORE}",
}
WHY_NOT_WRITTEN: Mapping[Floor, str] = {
    Floor.AWAY: "antwortet nicht",
    Floor.FAILED: "nicht benutzbar",
    Floor.DECLINED: "wollte nicht",
    Floor.UNREADABLE: "nicht prüfbar",
    Floor.ABSTAINED: "fand keine Antwort",
    Floor.NOT_BORNE_OUT: "nicht belegt",
    Floor.DAY_SPENT: "für heute verbraucht",
    Floor.UNASKED: "nicht gefragt",
    Floor.LEDGER_AWAY: "Verbrauch nicht bekannt",
}
CHECKS: Mapping[ModelCheck, str] = {
    ModelCheck.JUDGED: "Sätze auch vom Sprachmodell beurteilt",
    ModelCheck.AWAY: "Sätze nicht vom Sprachmodell beurteilt: Es antwortete nicht rechtzeitig",
    ModelCheck.FAILED: "Sätze nicht vom Sprachmodell beurteilt: Es versagte",
    ModelCheck.DECLINED: "Sätze nicht vom Sprachmodell beurteilt: Es wollte nicht",
    ModelCheck.UNREADABLE: "Sätze nicht vom Sprachmodell beurteilt: Seine Urteile waren nicht lesbar",
    ModelCheck.NO_ROOM: "Sätze nicht vom Sprachmodell beurteilt: Die Tokens der Frage reichten nicht dafür",
}
_BY_RULE = "Anschlussfrage nach der einfachen Regel gelesen"
REWRITINGS: Mapping[Rewriting, str] = {
    Rewriting.REWRITTEN: "Anschlussfrage vom Sprachmodell ausformuliert",
    Rewriting.UNCHANGED: f"{_BY_RULE}: Das Sprachmodell ließ sie, wie sie ist",
    Rewriting.PUTS_IN: f"{_BY_RULE}: Das Sprachmodell fügte ein, was niemand gesagt hatte",
    Rewriting.AWAY: f"{_BY_RULE}: Das Sprachmodell antwortete nicht rechtzeitig",
    Rewriting.FAILED: f"{_BY_RULE}: Das Sprachmodell versagte",
    Rewriting.DECLINED: f"{_BY_RULE}: Das Sprachmodell wollte nicht",
    Rewriting.UNREADABLE: f"{_BY_RULE}: Was das Sprachmodell schrieb, war nicht lesbar",
    Rewriting.NO_ROOM: f"{_BY_RULE}: Die Tokens der Frage reichten nicht für das Sprachmodell",
    Rewriting.TOO_LONG: f"{_BY_RULE}: Sie ist zu lang für das Sprachmodell",
    Rewriting.DAY_SPENT: f"{_BY_RULE}: Was das Sprachmodell heute schreiben darf, ist verbraucht",
    Rewriting.LEDGER_AWAY: f"{_BY_RULE}: Wie viel das Sprachmodell heute schrieb, ist gerade nicht bekannt",
}
FATES: Mapping[FateKind, str] = {
    FateKind.KEPT: "gezeigt wie entworfen",
    FateKind.CITED: "gezeigt und mit einem Satz belegt, der dafür gefunden wurde",
    FateKind.QUOTED: "ihre Zitate sind gezeigt",
    FateKind.REPAIRED: "ihre Zitate sind ohne ihren Satz gezeigt",
    FateKind.DROPPED: "weggelassen",
}
FLAWS: Mapping[Flaw, str] = {
    Flaw.EMPTY: "sie sagt nichts",
    Flaw.TOO_LONG: "sie ist zu lang",
    Flaw.MARKUP: "sie hat Auszeichnungen",
    Flaw.LINK: "sie hat einen Link",
    Flaw.NOT_DECLARATIVE: "sie fragt, befiehlt oder redet jemanden an",
    Flaw.PRONOUN: "sie hat ein Fürwort für etwas, das sie nicht nennt",
    Flaw.UNQUOTED: "keines ihrer Zitate steht in den Quellen",
    Flaw.ORDERS: "ihre Zitate befehlen, fragen oder reden ihren Leser an",
    Flaw.LEANS: "ihre Zitate sagen nicht, von wem sie reden",
    Flaw.QUOTATION: "sie setzt Worte in Anführungszeichen, die ihre Quellen nicht haben",
    Flaw.FIGURE: "ihre Quellen haben eine andere Zahl oder ein anderes Datum",
    Flaw.SWEEPING: "sie sagt von allen oder als gewiss, was sie so nicht sagen",
    Flaw.NAME: "ihre Quellen haben einen Namen darin nicht",
    Flaw.NEGATION: "sie verneint mehr oder weniger als diese",
    Flaw.DOUBT: "sie ist sich sicherer als diese",
    Flaw.SPEAKER: "dort sagt es jemand anderes",
    Flaw.UNATTRIBUTED: "sie lässt weg, wer es sagt",
    Flaw.ROLES: "sie vertauscht, wer was tut oder in welcher Folge",
    Flaw.OPPOSITE: "sie hat das Gegenteil eines ihrer Worte",
    Flaw.SWAPPED: "sie hat ein anderes Wort an der Stelle eines der ihren",
    Flaw.NEW_WORDS: "sie hat Worte, die etwas sagen, was diese nicht sagen",
    Flaw.CONTRADICTED: "der Leser findet ihr widersprochen",
    Flaw.NOT_SUPPORTED: "der Leser findet sie nicht belegt",
    Flaw.MODEL_CONTRADICTED: "das Sprachmodell findet ihr auf Nachfrage widersprochen",
    Flaw.MODEL_NOT_SUPPORTED: "das Sprachmodell findet sie auf Nachfrage nicht belegt",
    Flaw.NOT_JUDGED: "das Sprachmodell sagt auf Nachfrage nichts zu ihr",
    Flaw.SAID_ALREADY: "eine andere sagt es schon",
    Flaw.ONE_TOO_MANY: "so viele, wie gezeigt werden, kamen davor",
}
QUOTES: Mapping[QuoteClass, str] = {
    QuoteClass.VERIFIED: "geprüft",
    QuoteClass.MISATTRIBUTED: "falsch zugeordnet",
    QuoteClass.STITCHED: "zusammengesetzt",
    QuoteClass.NOT_FOUND: "nicht gefunden",
}


def stage_text(stage: Stage) -> str:
    """Return what is shown while a stage of a question goes on; empty for those that are not shown."""
    if not stage.passages:
        return STAGES.get(stage.name, "")
    passages = f"{stage.passages:,} Stelle{'n' * (stage.passages > 1)}"
    documents = f"{stage.documents:,} Dokument{'en' * (stage.documents > 1)}"
    return f"{passages} aus {documents} {'werden' if stage.passages > 1 else 'wird'} gelesen …"


def today_text(today: Today) -> str:
    """Return how a source stands today, in a sentence or two."""
    document = f"ihr Dokument (jetzt {today.renamed_to})" if today.renamed_to else "ihr Dokument"
    match today.standing, today.found_at:
        case Standing.STANDS, _:
            return "Gilt: Ihr Dokument ist, wie es war."
        case Standing.RENAMED, _:
            return f"Gilt unter anderer Kennung: Derselbe Text heißt jetzt {today.renamed_to}."
        case Standing.CHANGED, (_, _):
            return f"Seither geändert: {document} enthält dieselben Worte noch."
        case Standing.CHANGED, _:
            return f"Seither geändert: {document} enthält diese Worte nicht mehr."
        case _:
            return "Seither zurückgezogen: Ihr Dokument ist nicht mehr im Korpus."


def writer_text(trace: Trace) -> str:
    """Return who wrote an answer, in a sentence."""
    if trace.floor:
        return FLOORS[trace.floor]
    if not trace.has_sentences:
        return f"Zitate ausgewählt von {trace.model}, alle Worte sind die der Quellen."
    written = f"Geschrieben von {trace.model}, jeder Satz an seinen Zitaten geprüft"
    if not (repaired := sum(fate.kind is FateKind.REPAIRED for fate in trace.fates)):
        return f"{written}."
    what = "einen Satz, der nicht belegt war" if repaired == 1 else f"{repaired} Sätze, die nicht belegt waren"
    return f"{written}; Zitate stehen ohne {what}."


def why_not_written(trace: Trace) -> str:
    """Return why the language model's words are not shown; empty where they are."""
    return ": ".join(part for part in (WHY_NOT_WRITTEN[trace.floor], trace.cause) if part) if trace.floor else ""


def fate_text(fate: Fate) -> str:
    """Return what became of a drafted point, and why."""
    why = f": {'; '.join(FLAWS[flaw] for flaw in fate.flaws)}" if fate.flaws else ""
    quotes = ", ".join(QUOTES[quote] for quote in fate.quotes) or "keine"
    return f"{FATES[fate.kind]}{why} (Zitate: {quotes})"


def fates_text(fates: Iterable[Fate]) -> str:
    """Return how many drafted points came to what."""
    counts = Counter(fate.kind for fate in fates)
    drafted = "1 Aussage entworfen" if counts.total() == 1 else f"{counts.total()} Aussagen entworfen"
    by_kind = ", ".join(f"{counts[kind]} {FATES[kind]}" for kind in FateKind if counts[kind])
    return f"{drafted}: {by_kind}" if by_kind else drafted


def check_text(trace: Trace) -> str:
    """Return how the language model judged its own sentences; empty where it was not asked."""
    return CHECKS[trace.check] if trace.check else ""


def rewriting_text(trace: Trace) -> str:
    """Return who made a follow-up stand alone; empty where it did."""
    return REWRITINGS[trace.rewriting] if trace.rewriting else ""


def pages_text(document: Document, start: int, end: int) -> str:
    """Return the pages of a span; empty where its document has none."""
    pages = document.pages_of(start, end)
    if not pages:
        return ""
    return f"Seite {pages[0]}" if len(pages) == 1 else f"Seiten {pages[0]}–{pages[-1]}"
