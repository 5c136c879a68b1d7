"""The faults, kind by kind: a plain sentence on each and one on the way out, with the facts that these take."""

from retrieval.faults.documents import CorpusFault, DocumentFault
from retrieval.faults.fault import Fact, Fault, facts_in
from retrieval.faults.models import DraftFault, LanguageModelFault, ModelFault, PromptFault
from retrieval.faults.settings import SettingsFault
from retrieval.faults.stores import IndexFault, ReceiptFault, RecordsFault, ReloadFault

__all__ = [
    "CorpusFault",
    "DocumentFault",
    "DraftFault",
    "Fact",
    "Fault",
    "IndexFault",
    "LanguageModelFault",
    "ModelFault",
    "PromptFault",
    "ReceiptFault",
    "RecordsFault",
    "ReloadFault",
    "SettingsFault",
    "facts_in",
]
