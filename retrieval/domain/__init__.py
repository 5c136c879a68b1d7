"""Documents, answers, records and readings: types that cannot be wrong, and no I/O."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.domain.answers import JOINED as JOINED
    from retrieval.domain.answers import AnswerForm as AnswerForm
    from retrieval.domain.answers import RefusalFacts as RefusalFacts
    from retrieval.domain.answers import Side as Side
    from retrieval.domain.answers import Stance as Stance
    from retrieval.domain.answers import Superseded as Superseded
    from retrieval.domain.answers import Supersession as Supersession
    from retrieval.domain.answers import Telling as Telling
    from retrieval.domain.authors import authors_of_all as authors_of_all
    from retrieval.domain.checked_text import CheckedSentence as CheckedSentence
    from retrieval.domain.checked_text import CheckedText as CheckedText
    from retrieval.domain.checked_text import ClaimStanding as ClaimStanding
    from retrieval.domain.corpus_diff import CorpusDiff as CorpusDiff
    from retrieval.domain.documents import DocumentSummary as DocumentSummary
    from retrieval.domain.documents import PassageKind as PassageKind
    from retrieval.domain.filters import SourceFilter as SourceFilter
    from retrieval.domain.filters import is_day as is_day
    from retrieval.domain.gaps import Gap as Gap
    from retrieval.domain.gaps import Noting as Noting
    from retrieval.domain.inquiry import LAST_TURNS as LAST_TURNS
    from retrieval.domain.posted_answers import PostedAnswer as PostedAnswer
    from retrieval.domain.posted_answers import asker_mark as asker_mark
    from retrieval.domain.quotes import Alteration as Alteration
    from retrieval.domain.quotes import CheckedQuote as CheckedQuote
    from retrieval.domain.quotes import QuoteStanding as QuoteStanding
    from retrieval.domain.records import Change as Change
    from retrieval.domain.records import ChangeKind as ChangeKind
    from retrieval.domain.records import Floor as Floor
    from retrieval.domain.records import ModelCheck as ModelCheck
    from retrieval.domain.records import Rewriting as Rewriting
    from retrieval.domain.records import Trace as Trace
    from retrieval.domain.scope import EVERYTHING as EVERYTHING
    from retrieval.domain.scope import SEES_NOTHING as SEES_NOTHING
    from retrieval.domain.servers import DIRECT as DIRECT
    from retrieval.domain.servers import ChannelChoices as ChannelChoices
    from retrieval.domain.servers import ServerSettings as ServerSettings
    from retrieval.domain.servers import WhenUnsure as WhenUnsure
    from retrieval.domain.verdicts import Fate as Fate
    from retrieval.domain.verdicts import FateKind as FateKind
    from retrieval.domain.verdicts import Flaw as Flaw
    from retrieval.domain.verdicts import QuoteClass as QuoteClass
    from retrieval.domain.verdicts import counted as counted
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.domain.authors": ("authors_of_all",),
            "retrieval.domain.answers": (
                "JOINED",
                "AnswerForm",
                "RefusalFacts",
                "Side",
                "Stance",
                "Superseded",
                "Supersession",
                "Telling",
            ),
            "retrieval.domain.checked_text": ("CheckedSentence", "CheckedText", "ClaimStanding"),
            "retrieval.domain.corpus_diff": ("CorpusDiff",),
            "retrieval.domain.documents": ("DocumentSummary", "PassageKind"),
            "retrieval.domain.gaps": ("Gap", "Noting"),
            "retrieval.domain.inquiry": ("LAST_TURNS",),
            "retrieval.domain.posted_answers": ("PostedAnswer", "asker_mark"),
            "retrieval.domain.filters": ("SourceFilter", "is_day"),
            "retrieval.domain.quotes": ("Alteration", "CheckedQuote", "QuoteStanding"),
            "retrieval.domain.records": (
                "Change",
                "ChangeKind",
                "Floor",
                "ModelCheck",
                "Rewriting",
                "Trace",
            ),
            "retrieval.domain.scope": ("EVERYTHING", "SEES_NOTHING"),
            "retrieval.domain.servers": ("DIRECT", "ChannelChoices", "ServerSettings", "WhenUnsure"),
            "retrieval.domain.verdicts": ("Fate", "FateKind", "Flaw", "QuoteClass", "counted"),
        },
    )
