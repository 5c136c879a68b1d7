"""What people in Discord read in German when something goes wrong: what happened and what to do.

An error is looked up by its type and then by what it derives from. One that nobody is meant to run into gets an id,
which the person reads and the log holds with the details. Where a command is the way out, it is named here.
"""

from collections.abc import Mapping

import discord
from discord import app_commands

from bot.errors import (
    AttachmentProblem,
    ChangeUnderWayError,
    CorpusCommandsOffError,
    FormGoneError,
    LeavingError,
    NotFromHereError,
    NotInvitedError,
    NotReadyError,
    NotYoursError,
    RemovedSinceError,
    SearchGoneError,
    TooBusyError,
    TooLongError,
    TooManyAtOnceError,
    UndeliveredError,
    UnfitError,
    UnknownPressError,
    UnreadableInteractionError,
)
from bot.text import german
from bot.text.explanation import Explanation, FaultText, Teller, always, for_the_operator
from bot.text.german_faults import GERMAN_FAULTS
from bot.text.language import Language
from bot.text.markdown import escaped
from retrieval import (
    ModelError,
    RecordsError,
    Refusal,
    RefusalReason,
    StoreError,
    StoreUnreachableError,
)
from retrieval.answering import MAX_MISSING
from retrieval.faults import Fault
from retrieval.text import language_name

ASK_THE_OPERATOR = "Versuch es gleich noch einmal. Bleibt es so, nenne dem Betreiber dieses Bots die Fehlernummer"

FAULT_TEXTS: Mapping[Fault, FaultText] = GERMAN_FAULTS

DISCORD_REFUSALS: Mapping[RefusalReason, str] = {
    RefusalReason.UNKNOWN_DOCUMENT: "{explanation} /quelle liste zeigt die Kennungen.",
}

ATTACHMENTS: Mapping[AttachmentProblem, tuple[str, str]] = {
    AttachmentProblem.TOO_SLOW: (german.FETCHED_TOO_SLOWLY, german.ATTACH_AGAIN),
    AttachmentProblem.NO_CONNECTION: (german.NOT_FETCHED, german.ATTACH_AGAIN),
    AttachmentProblem.REFUSED: (german.NOT_FETCHED_FOR_NOW, german.TRY_LATER),
    AttachmentProblem.GONE: (german.NOT_ON_DISCORD, german.ATTACH_AGAIN),
    AttachmentProblem.TOO_LARGE: (german.TOO_LARGE, german.ATTACH_AGAIN),
    AttachmentProblem.CUT_SHORT: (german.CUT_SHORT, german.ATTACH_AGAIN),
}


def _for_the_operator(what: str) -> Teller:
    return for_the_operator(what, ASK_THE_OPERATOR)


_COMMAND_CHANGED = always(
    "Dieser Befehl hat sich geändert, seit dein Discord ihn geladen hat.",
    "Lade Discord neu (Strg+R) oder versuch es in einigen Minuten noch einmal.",
)

IN_DISCORD: Mapping[type[BaseException], Teller] = {
    # Ours.
    TooBusyError: always("Ich arbeite an so vielen Fragen, wie ich kann.", "Bitte frag gleich noch einmal."),
    TooManyAtOnceError: lambda error: Explanation(
        f"Ich arbeite schon an {error.at_once} von deinen.", f"Du kannst <t:{error.again_at}:R> wieder fragen."
    ),
    LeavingError: always("Ich werde neu gestartet.", "Bitte frag in einer Minute noch einmal."),
    ChangeUnderWayError: lambda error: Explanation(
        f"Eins nach dem anderen: {escaped(str(error))}.", "`/korpus stand` zeigt, wie weit es ist."
    ),
    NotReadyError: lambda error: Explanation(
        f"Ich wurde gerade gestartet und bin {error}.", "Bitte frag gleich noch einmal."
    ),
    UnknownPressError: always(
        "Das gehört zu einer anderen Fassung von mir und bewirkt nichts mehr.", "Bitte nimm noch einmal den Befehl."
    ),
    UnreadableInteractionError: always(
        "Ich kann nicht lesen, was Discord mir geschickt hat.", "Lade Discord neu (Strg+R) und versuch es noch einmal."
    ),
    RemovedSinceError: always(*german.NOTHING_TO_REMOVE),
    FormGoneError: always(
        "Ich wurde neu gestartet, seit das Formular geöffnet wurde, und nichts wurde hinzugefügt.",
        "Bitte nimm noch einmal `/korpus hinzufügen`.",
    ),
    SearchGoneError: always(
        "Diese Suche ist zu lange her, um in ihr zu blättern.", "Bitte nimm noch einmal `/quelle suchen`."
    ),
    # Retrieval's.
    RecordsError: _for_the_operator("Belege und aufgehobene Texte sind gerade weder lesbar noch zu schreiben."),
    StoreUnreachableError: _for_the_operator("Der Index ist gerade nicht erreichbar."),
    StoreError: _for_the_operator("Der Index ist gerade nicht benutzbar."),
    ModelError: _for_the_operator("Ein Modell ist gerade nicht benutzbar."),
    # Discord's.
    app_commands.MissingPermissions: always(
        "Das können nur Mitglieder, die diesen Server verwalten dürfen.",
        "Dazu braucht es das Recht „Server verwalten“: Frag jemanden, der es hat.",
    ),
    CorpusCommandsOffError: always(
        "Den Korpus aus Discord zu ändern ist abgeschaltet.",
        "Wer diesen Bot betreibt, schaltet es ein: ADMIN_GUILD_ID nennt den Server, der es darf.",
    ),
    NotFromHereError: always(
        "Der Korpus wird nicht von hier gepflegt.", "Er ist für alle Server derselbe: Frag den Betreiber dieses Bots."
    ),
    NotYoursError: always(
        "Das kann nur löschen, wer gefragt hat oder hier Nachrichten verwalten darf.", "Frag jemanden von ihnen."
    ),
    NotInvitedError: always("Ich bin nicht auf diesem Server.", "Wer ihn verwaltet, kann mich einladen."),
    UnfitError: _COMMAND_CHANGED,
    TooLongError: lambda error: Explanation(f"Das ist länger als {error.args[0]} Zeichen.", "Bitte schreib weniger."),
    app_commands.CheckFailure: always("Das kannst du hier nicht.", "Frag, wer diesen Server verwaltet."),
    app_commands.CommandNotFound: _COMMAND_CHANGED,
    app_commands.CommandSignatureMismatch: _COMMAND_CHANGED,
    UndeliveredError: _for_the_operator("Discord hat meine Antwort nicht angenommen."),
    discord.HTTPException: _for_the_operator("Discord hat meine Antwort nicht angenommen."),
    BaseException: _for_the_operator("Etwas ist schiefgegangen, was nicht schiefgehen sollte."),
}

ANSWER_IS_KEPT = "{line} Deine Antwort ist aufgehoben: `/beleg` zeigt sie mit der Kennung `{receipt_id}`."
RESTARTED_BEFORE = "Ich wurde neu gestartet, bevor das fertig war. Bitte frag noch einmal."
RESTARTED_WHILE_SENDING = "Ich wurde neu gestartet, während ich dies sandte."
ASK_AGAIN_IF_EMPTY = "{line} Steht darüber nichts, frag bitte noch einmal."

_POLITE_LINES: Mapping[RefusalReason, str] = {
    RefusalReason.GREETING: (
        "Hallo. Stell eine Frage zu den Dokumenten; „What documents do you have?“ zeigt, wovon sie handeln."
    ),
    RefusalReason.THANKS: "Gern geschehen. Frag jederzeit wieder.",
    RefusalReason.FAREWELL: "Auf Wiedersehen. Fragen zu den Dokumenten werden hier jederzeit beantwortet.",
}


def refusal_text(refusal: Refusal) -> str:
    """Return why there is no answer, as plain text."""
    facts = refusal.facts
    match refusal.reason:
        case RefusalReason.EMPTY_QUESTION:
            return "Die Frage ist leer. Frag in einem Satz, wie du jemanden fragst, der alle Dokumente gelesen hat."
        case RefusalReason.QUESTION_TOO_LONG:
            return (
                f"Die Frage hat {len(refusal.question)} Zeichen; höchstens {facts.limit_chars} können gelesen werden."
                " Frag nach einer Sache auf einmal."
            )
        case RefusalReason.NO_WORDS:
            return "Die Frage enthält keine Worte, nach denen gesucht werden kann. Frag in einem Satz."
        case RefusalReason.NO_SUBJECT:
            return "Was meinst du? Nichts in der Frage sagt, worum es geht. Nenn es und frag noch einmal."
        case RefusalReason.SEVERAL_MEANINGS:
            meant = " oder ".join(f"„{meaning}“" for meaning in facts.meanings)
            return f"Nach dem, was vorher gesagt wurde, kann das Verschiedenes heißen: {meant} Frag das, was du meinst."
        case RefusalReason.GREETING | RefusalReason.THANKS | RefusalReason.FAREWELL:
            return _POLITE_LINES[refusal.reason]
        case RefusalReason.UNKNOWN_DOCUMENT:
            return f"Kein solches Dokument im Korpus: {', '.join(facts.unknown_documents)}."
        case RefusalReason.NOTHING_ASKED:
            return (
                "Kein Satz dieses Textes fragt etwas. Frag in einem, was du darüber wissen willst, oder schick die"
                " Zeile, auf die es ankommt, für sich."
            )
        case RefusalReason.NO_SHARED_WORDS if facts.asks_nothing:
            return "Kein Satz dieses Textes fragt etwas, und keine Stelle hat ein bezeichnendes Wort davon."
        case RefusalReason.NO_SHARED_WORDS:
            return f"Keine Stelle hat eines der Worte, nach denen gefragt ist.{_languages(refusal)}"
        case RefusalReason.PREMISE_NOT_FOUND:
            found = (
                "Eine gefundene Stelle scheint dem zu widersprechen"
                if facts.is_premise_denied
                else "Keine Stelle fand sich, die bestätigt"
            )
            rest = " Auch der Rest der Frage ist nicht beantwortet." if facts.has_parts else ""
            premise = f"{found}, was die Frage voraussetzt: „{facts.premise}“{rest}"
            return f"{premise}{_missing(refusal)}{_languages(refusal)}"
        case RefusalReason.NOT_ANSWERED:
            asked = "einen Teil hiervon" if facts.has_parts else "dies"
            rest = f"{_others(refusal)}{_missing(refusal)}{_languages(refusal)}"
            return f"Keine Stelle fand sich, die {asked} beantwortet.{rest}"


def _others(refusal: Refusal) -> str:
    said_by = ", ".join(refusal.facts.said_by)
    return f" So gesagt fand es sich nicht von „{refusal.facts.asked_of}“, sondern von: {said_by}." if said_by else ""


def _missing(refusal: Refusal) -> str:
    missing = refusal.facts.missing_words
    if not missing:
        return ""
    more = f" und {len(missing) - MAX_MISSING} weitere" if len(missing) > MAX_MISSING else ""
    return f" Keine Stelle hat: {', '.join(missing[:MAX_MISSING])}{more}."


def _languages(refusal: Refusal) -> str:
    names = ", ".join(sorted(language_name(code, into=Language.GERMAN) for code in refusal.facts.languages))
    spoken = f" Die nächstliegenden Dokumente sind auf {names}." if names else ""
    if refusal.facts.has_no_english:
        spoken += (
            " Der Leser wurde an Englisch geschult und ist sich der nächstliegenden Stellen weniger sicher: Lies sie"
            " selbst."
        )
    return spoken
