"""What a document says of what it replaces, and of what replaces it: "These rules replace the rules of 2019",
"Superseded by the by-laws of 9 March", "(Withdrawn in 1.2.)".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.documents.body import layout_of
from retrieval.documents.taking_back import is_note
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import once_a_document

_A_TEXT = (
    r"(?:page|document|guide|version|text|edition|section|chapter|article|rules?|policy|policies|list|notice|manual"
    r"|handbook|paragraph|clause|regulations?|statutes?|by-?laws|terms|errata|erratum|corrigendum|release|announcement"
    r"|specification|standard|report|schedule|table|tariff|agreement|procedure|instructions?|guidelines?)"
)
_THIS_TEXT = rf"(?:this|these|the\s+present)\s+(?:[\w-]+\s+){{0,3}}?{_A_TEXT}"
_DONE_WITH = r"(?:withdrawn|repealed|revoked|rescinded|retracted|obsolete|outdated|out\s+of\s+date|void)"
_NO_LONGER = r"(?:no\s+longer\s+(?:valid|in\s+force|applicable|maintained|current|apply|applies))"
_TAKEN_OVER = r"(?:superseded|replaced)"
_HAS_BEEN = r"(?:(?:is|are|was|were|has\s+been|have\s+been|has|have)\s+(?:now\s+|since\s+|since\s+been\s+|hereby\s+)?)"
_NAMED_TEXT = r"(?:[^.;:]|[.](?=\w)){1,200}?"
_BY_ANOTHER = rf"(?:[^.;:]{{0,80}}?\bby\s+(?P<by>{_NAMED_TEXT})(?=[;:]|[.](?!\w)|$))?"
_IS_REPLACED = re.compile(
    rf"(?:(?P<this>{_THIS_TEXT})\s+{_HAS_BEEN}(?:{_TAKEN_OVER}|{_DONE_WITH}|{_NO_LONGER})\b"
    rf"|{_THIS_TEXT}\s+{_NO_LONGER}\b"
    rf"|(?P<named>it|they)\s+{_HAS_BEEN}{_TAKEN_OVER}\b"
    rf"|superseded\b|replaced(?=\s+by\b)"
    rf"|{_DONE_WITH}(?=\s*(?:[.;:,)]|$|(?:on|in|since|from|by|with|as)\b))|{_NO_LONGER}){_BY_ANOTHER}",
    re.IGNORECASE,
)
_WHICH_REPLACES = re.compile(rf"\bwhich\s+(?:replaces|supersedes)\s+(?:it|them|{_THIS_TEXT})\b", re.IGNORECASE)
_VERB = (
    r"(?:(?P<whole>replaces?|supersedes?|repeals?|withdraws?)|amends?|corrects?|revises?|takes?\s+precedence\s+over)"
)
_REPLACES = re.compile(
    rf"(?:^(?:(?:this|these|the\spresent)\s(?:[\w-]{{1,40}}\s){{1,4}}?|it\s+|they\s+)?|[,;]\s*|\band\s+)(?:which\s+)?{_VERB}\s+(?P<object>{_NAMED_TEXT})"
    r"(?=[;:,]|[.](?!\w)|$|\sand\s(?:takes?|amends?|corrects?|replaces?|supersedes?|appl(?:y|ies)|comes?|enters?)\b)",
    re.IGNORECASE,
)
_HEADING_OF_WITHDRAWN = re.compile(rf"[(–—-]\s?(?:{_DONE_WITH}|superseded|{_NO_LONGER})\b", re.IGNORECASE)
_CORRECTS_BY_NAME = re.compile(r"\b(?:errat(?:a|um)|corrigend(?:a|um)|corrections?|amendments?)\b", re.IGNORECASE)
_NOTE_OF_WITHDRAWAL = re.compile(
    rf"\((?:now\s+|since\s+|was\s+|has\s+been\s+|is\s+)?(?:{_DONE_WITH}|{_TAKEN_OVER}|{_NO_LONGER}|cancelled|suspended"
    r"|deleted|struck|(?:changed|amended|corrected)\s+(?:to|in|on|by))\b[^()]{0,200}\)",
    re.IGNORECASE,
)
_SECTION_IS_CHANGED = re.compile(
    r"(?:\b(?:section|rule|clause|article|paragraph|chapter)\s|§\s?)(?P<section>[\w.()]{1,12})"
    r"(?:\sof\s(?:the\s)?(?P<of>[^\s,.;:]{1,40}(?:\s[^\s,.;:]{1,40}){0,11}?))?"
    r"\s(?:is|are)\s(?:hereby\s)?(?:amended|replaced|changed|revised)\b",
    re.IGNORECASE,
)
_TAKES_EFFECT = re.compile(r"\b(?:with\s+effect\s+from|effective\s+(?:from|as\s+of))\b", re.IGNORECASE)
_MARKS_BEFORE_A_NOTICE = " \t\r\n>*_~#|-+("
_MAY_SAY_SO = re.compile(
    r"supersed|replac|withdraw|repeal|revoke|rescind|retract|obsolete|outdated|out\s+of\s+date|no\s+longer|not\s+valid"
    r"|amend|correct|revise|precedence|\bvoid\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a document says of a replacement, at the characters `start` to `end`: that it replaces what `names`, or that
    it is replaced by what `names` (`is_replaced`). It stands in `section`. `names` is empty where nothing is named.
    Where it replaces, `is_whole` is whether nothing of the other is left.
    """

    start: int
    end: int
    names: str
    is_replaced: bool
    section: str
    is_whole: bool = True


@once_a_document
def notices_of(document: Document) -> tuple[Notice, ...]:
    """Return what a document says of what it replaces and of what replaces it, in order."""
    return tuple(_notices(document))


def note_of_withdrawal(sentence: str) -> tuple[int, int] | None:
    """Return where in a sentence a note in parentheses says that it holds no longer; None where none does."""
    found = _NOTE_OF_WITHDRAWAL.search(sentence)
    return found.span() if found else None


def changes(sentence: str) -> tuple[str, str] | None:
    """Return which section of which text a sentence says is changed, each as it names it: "section 2 of the lending
    rules is amended: …". Both are empty of one that takes effect on a day, and changes what was before; None of one
    that changes nothing.
    """
    if found := _SECTION_IS_CHANGED.search(sentence):
        return found["section"], found["of"] or ""
    return ("", "") if _TAKES_EFFECT.search(sentence) else None


def is_list_of_corrections(title: str) -> bool:
    """Return whether a document is called one that corrects another: "Errata", "Corrigendum"."""
    return _CORRECTS_BY_NAME.search(title) is not None


def _notices(document: Document) -> Iterator[Notice]:
    text = document.text
    for block in layout_of(document):
        if not _MAY_SAY_SO.search(text, block.start, block.end):
            continue
        for start, end in block.sentences or ((block.start, block.end),):
            # A note in parentheses is on the sentence before it, and not on the document.
            if start > block.start and is_note(text[start:end]):
                continue
            sentence = text[start:end].lstrip(_MARKS_BEFORE_A_NOTICE)
            begin = end - len(sentence)
            if block.kind is PassageKind.HEADING:
                if _HEADING_OF_WITHDRAWN.search(sentence):
                    yield Notice(begin, end, "", is_replaced=True, section=block.section)
                continue
            if replaced := _IS_REPLACED.match(sentence):
                names = replaced["by"] or ""
                if names or not replaced["named"]:
                    yield Notice(begin, end, names, is_replaced=True, section=block.section)
            elif _WHICH_REPLACES.search(sentence):
                yield Notice(begin, end, sentence, is_replaced=True, section=block.section)
            else:
                for found in _REPLACES.finditer(sentence):
                    is_whole = found["whole"] is not None
                    yield Notice(
                        begin, end, found["object"], is_replaced=False, section=block.section, is_whole=is_whole
                    )
