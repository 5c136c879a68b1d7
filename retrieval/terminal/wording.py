"""The words of the terminal for errors and refusals, in English: all of its own words, so that another language is a
file.

What happened is said as the fault has it. So is the way out, but where that is a command: here are the terminal's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import unique
from pathlib import Path
from shlex import quote
from types import MappingProxyType

from retrieval.answering.explaining import explain_refusal
from retrieval.domain.answers import Answer, AnswerForm, Citation, Refusal, RefusalReason, Superseded, Supersession
from retrieval.domain.authors import authors_of_all
from retrieval.domain.documents import DocumentSummary
from retrieval.errors import FootnoteError
from retrieval.faults import CorpusFault, DocumentFault, Fault, IndexFault, SettingsFault
from retrieval.terminal.command_line import WITHOUT_FOLDERS, CommandLine
from retrieval.text.display import one_line

_ADD_FILES = "Add {suffixes} files (corpus/README.md says how), or name another folder by --corpus."
_REBUILD_AT_TERMINAL = "Build the index anew: {index} --rebuild"
_WRITABLE_AT_TERMINAL = "Check that the data folder can be written and is not full, or name another by --data."
_BESIDE = "Index that folder beside it: {program} index --corpus {corpus} --data DIR"

TERMINAL_REMEDIES: Mapping[Fault, str] = MappingProxyType(
    {
        CorpusFault.IS_A_FILE: "Name the folder that it is in by --corpus: every document there is indexed.",
        CorpusFault.MISSING: "Create it, or name another by --corpus.",
        CorpusFault.UNREADABLE: "Allow this user to read it, or name another folder by --corpus.",
        CorpusFault.NO_DOCUMENT: f"{_ADD_FILES} The index stays as it was.",
        CorpusFault.NONE_READABLE: _ADD_FILES,
        CorpusFault.UNKNOWN_DOCUMENT: "`source list` shows the ids of all documents.",
        DocumentFault.FILE_OF_THAT_NAME: "Give it another name, or take the old one out of the corpus folder.",
        DocumentFault.ROW_OF_A_FILE: "Take that line out of the file, and index again.",
        IndexFault.MISSING: "Build it: {index}",
        IndexFault.MISSING_WITH_CORPUS: (
            "Put documents into that folder and run `{index}`, or name the folder that has them: {index_folder}"
        ),
        IndexFault.NOTHING_THERE: "Build it: {index}",
        IndexFault.OF_ANOTHER_CORPUS: (
            f"{_BESIDE}, and ask with the same two; or leave --corpus out, to ask what {{data_dir}} holds."
        ),
        IndexFault.WOULD_BE_REPLACED: (
            f"{_BESIDE}; or in its place: {{program}} index --rebuild --corpus {{corpus}} --data {{data_dir}}"
        ),
        IndexFault.BUILT_OTHERWISE: "Build it anew: {index} --rebuild; or set EMBEDDING_MODEL back.",
        IndexFault.OTHER_DIMENSIONS: "Set EMBEDDING_MODEL back, or build the index anew: {index} --rebuild",
        IndexFault.OPENED_TO_READ: "Reload it by {index}.",
        IndexFault.TEXT_ALTERED: _REBUILD_AT_TERMINAL,
        IndexFault.VECTOR_ALTERED: _REBUILD_AT_TERMINAL,
        IndexFault.UNUSABLE: "Try again; if it stays so, build the index anew: {index} --rebuild",
        IndexFault.UNUSABLE_ON_SERVER: f"{IndexFault.UNUSABLE_ON_SERVER.remedy.removesuffix('.')}: {{index}} --rebuild",
        IndexFault.DATA_UNWRITABLE: "Make room there or allow writing, or name another folder by --data or DATA_DIR.",
        IndexFault.UNWRITABLE: _WRITABLE_AT_TERMINAL,
        IndexFault.WORDS_UNWRITABLE: _WRITABLE_AT_TERMINAL,
        IndexFault.LOCKED: "Wait until it is done or stop it, or use another index by --data.",
        SettingsFault.CORPUS_NOT_NAMED: (
            "Name by --corpus or CORPUS_DIR the folder that all of them are in: others are taken out."
        ),
    }
)
"""The remedy for each fault, with its facts in braces. `index` is the command that indexes, with the folders that were
named, `index_folder` that with a folder to name, and `program` what the commands are of."""


@unique
class NamingFault(Fault):
    """A fault of a name that somebody gave: of a document it is no id or whole title."""

    SEVERAL = "“{typed}” fits several documents: {documents}.", "Name one of them by its id."
    NONE = (
        "There is no document “{typed}” in the corpus.",
        "Did you mean {documents}? `source list` shows the ids of all documents.",
    )
    NO_GAP = "Nobody misses “{typed}”, or not any more.", "`gaps` shows the ids of all that people miss."
    NO_COLLECTION = "There is no collection “{typed}” in the corpus.", "There are: {collections}."


def documents_in_words(documents: Sequence[DocumentSummary], last: str) -> str:
    """Return titles and ids as a list in words, with `last` ("and", "or", or "…" where there are more) before the last
    or, where there are more, after it.
    """
    *others, final = [f"“{document.title}” ({document.id})" for document in documents]
    if last == "…":
        return ", ".join([*others, final, last])
    return f"{', '.join(others)} {last} {final}" if others else final


TERMINAL_REFUSALS: Mapping[RefusalReason, str] = MappingProxyType(
    {RefusalReason.UNKNOWN_DOCUMENT: "{explanation} `source list` shows the ids."}
)
"""The text of a refusal, by its reason, where a command is the way out."""


def explanation(refusal: Refusal) -> str:
    """Return why there is no answer, and the way out."""
    return TERMINAL_REFUSALS.get(refusal.reason, "{explanation}").format(explanation=explain_refusal(refusal))


def remedy(error: FootnoteError, line: CommandLine = WITHOUT_FOLDERS) -> str:
    """Return the way out of an error. Paths in a command are quoted as a shell reads them."""
    template = TERMINAL_REMEDIES.get(error.fault)
    if template is None:
        return error.remedy
    facts = {name: quote(str(fact)) if isinstance(fact, Path) else fact for name, fact in error.facts.items()}
    named = replace(line, corpus=Path("FOLDER"))
    commands = {"program": line.program, "index": line.index, "index_folder": named.index}
    return template.format_map({**facts, **commands})


def form_in_words(answer: Answer) -> str:
    """Return what the statements of an answer are; empty where they answer its question as any do."""
    count = len(answer.statements)
    match answer.form:
        case AnswerForm.LISTING:
            return f"All that was found ({count}); there may be more."
        case AnswerForm.DOCUMENTS:
            more = " `source list` shows all." if answer.in_all > count else ""
            return f"{count} of {answer.in_all} documents, each by a sentence of its own.{more}"
        case AnswerForm.ABOUT:
            return "What the documents say of it, in their own words."
        case AnswerForm.AUTHORED:
            by = one_line(", ".join(authors_of_all(citation.document.authors for citation in answer.citations)))
            of_all = f"; {count} of {answer.in_all} documents" if answer.in_all > 1 else ""
            return f"Written by {by}, as stated there{of_all}." if by else ""
        case AnswerForm.ANSWER:
            return ""


def superseded_in_words(superseded: Superseded, numbers: Mapping[Citation, int]) -> str:
    """Return how a source is superseded, by which, and the words that say so, by the numbers that a reader sees."""
    old, by, said_in = superseded.citation, superseded.by, superseded.said_in
    number = f"[{numbers[old]}]"
    if by and superseded.how is Supersession.OLDER:
        older, newer = superseded.versions
        return f"{number} is of {one_line(older)}; [{numbers[by]}], of {one_line(newer)}, is newer"
    how = "holds no longer" if superseded.how is Supersession.WITHDRAWN else "was replaced"
    instead = f"; in its place: [{numbers[by]}]" if by else ""
    if said_in is None or said_in in {old, by}:
        return f"{number} {how}, as is said there{instead}" if said_in == old else f"{number} {how}{instead}"
    return f"{number} {how}{instead}: “{one_line(said_in.quote)}” [{numbers[said_in]}]"
