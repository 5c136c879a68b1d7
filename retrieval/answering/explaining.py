"""The text of a refusal in plain English: for importers, and for faces, which add what their commands can do."""

from collections.abc import Mapping
from types import MappingProxyType

from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.text.languages import language_name

MAX_MISSING = 8
"""Words that are named of those that no passage has: a pasted log has dozens."""
_COURTEOUS_LINES: Mapping[RefusalReason, str] = MappingProxyType(
    {
        RefusalReason.GREETING: (
            "Hello. Ask a question about the documents; “What documents do you have?” shows what they are about."
        ),
        RefusalReason.THANKS: "You are welcome. Ask whenever there is something else.",
        RefusalReason.FAREWELL: "Goodbye. Questions about the documents are answered here at any time.",
    }
)


def explain_refusal(refusal: Refusal) -> str:
    """Return why there is no answer, in a sentence or some."""
    facts = refusal.facts
    match refusal.reason:
        case RefusalReason.EMPTY_QUESTION:
            return "The question is empty. Ask in a sentence, as you would ask somebody who has read all documents."
        case RefusalReason.QUESTION_TOO_LONG:
            chars, limit = len(refusal.question), facts.limit_chars
            return f"The question has {chars:,} characters; at most {limit:,} can be read. Ask for one thing at a time."
        case RefusalReason.NO_WORDS:
            return "The question holds no words to look for. Ask in a sentence."
        case RefusalReason.NO_SUBJECT:
            return "What do you mean? Nothing in the question says what it is about. Name that, and ask once more."
        case RefusalReason.SEVERAL_MEANINGS:
            meant = " or ".join(f"“{meaning}”" for meaning in facts.meanings)
            return f"After what was said before, this may be more than one question: {meant} Ask the one that you mean."
        case RefusalReason.GREETING | RefusalReason.THANKS | RefusalReason.FAREWELL:
            return _COURTEOUS_LINES[refusal.reason]
        case RefusalReason.UNKNOWN_DOCUMENT:
            return f"No such document in the corpus: {', '.join(facts.unknown_documents)}."
        case RefusalReason.NOTHING_ASKED:
            return (
                "No sentence of this text asks anything. Ask in one what you want to know about it, or send the line"
                " that matters by itself."
            )
        case RefusalReason.NO_SHARED_WORDS if facts.asks_nothing:
            return "No sentence of this text asks anything, and no passage has a telling word of it."
        case RefusalReason.NO_SHARED_WORDS:
            return f"No passage has any of the words asked about.{_languages(refusal)}"
        case RefusalReason.PREMISE_NOT_FOUND:
            found = (
                "A passage that was found seems to say no"
                if facts.is_premise_denied
                else "No passage was found to say yes"
            )
            rest = " Nor is the rest of it answered." if facts.has_parts else ""
            premise = f"{found} to what the question takes for granted: “{facts.premise}”{rest}"
            return f"{premise}{_missing(refusal)}{_languages(refusal)}"
        case RefusalReason.NOT_ANSWERED:
            asked = "any part of this" if facts.has_parts else "this"
            return f"No passage was found to answer {asked}.{_others(refusal)}{_missing(refusal)}{_languages(refusal)}"


def _others(refusal: Refusal) -> str:
    """Return who says what is asked for in the words of somebody who is not found saying it."""
    said_by = ", ".join(refusal.facts.said_by)
    return f" It is not found said by {refusal.facts.asked_of}, but by {said_by}." if said_by else ""


def _missing(refusal: Refusal) -> str:
    words = refusal.facts.missing_words
    if not words:
        return ""
    more = f" and {len(words) - MAX_MISSING} more" if len(words) > MAX_MISSING else ""
    return f" No passage has: {', '.join(words[:MAX_MISSING])}{more}."


def _languages(refusal: Refusal) -> str:
    names = ", ".join(sorted(map(language_name, refusal.facts.languages)))
    spoken = f" The documents nearest to it are in {names}." if names else ""
    if refusal.facts.has_no_english:
        spoken += " The reader was trained on English, and is less sure of the closest passages: read them yourself."
    return spoken
