"""Kinds of question that no single sentence answers: about the documents themselves and who wrote them, for all there
is, for what a term means, for two things beside one another, for a summary, for what something is about. Few patterns,
each of a whole question, so that what only looks like one is read as any question is.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.answering.authorship import author_asked, work_asked
from retrieval.answering.looking_up import code_of, part_of
from retrieval.answering.question import AnswerType, answer_type_of
from retrieval.answering.sections_asked import section_asked
from retrieval.text.agreement import asks_after_several


class AskedKind(StrEnum):
    """What is asked for, where it is not an ordinary answer."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    DOCUMENTS = "documents"
    LISTING = "listing"
    MEANING = "meaning"
    COMPARISON = "comparison"
    SUMMARY = "summary"
    CODE = "code"
    PART = "part"
    SECTION = "section"
    NAMED = "named"
    AUTHOR = "author"
    WRITTEN = "written"

    @property
    def is_courtesy(self) -> bool:
        """Whether nothing is asked: somebody greets, thanks or leaves."""
        return self in {self.GREETING, self.THANKS, self.FAREWELL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of such a kind. `subject` is what it is about: a term, one of two things, what is to be summed up,
    what is listed, as a question, or whose author or works are asked for. `other` is the other of two things, or the
    document that a summary is of.
    """

    kind: AskedKind
    subject: str = ""
    other: str = ""


_ADDRESSED = r"(?:[ ,]+(?:there|all|everyone|everybody|again|bot|footnote|you|guys|folks|then|now))*"
_FOR_HELP = r" for (?:the|your|that|this|all)(?: (?:help|answers?|info|reply|quick))*"
_GREET = (
    r"(?:hi+|hello+|hey+|hiya|greetings|good (?:morning|afternoon|evening|day)|test(?:ing)?|ping"
    r"|hallo|moin|servus|guten (?:morgen|tag|abend))"
)
_THANK = (
    r"(?:many thanks|thanks|thank you|thx|ty|cheers|danke(?: schön| dir)?|vielen dank)"
    rf"(?: so much| very much| a lot| a bunch| a million|{_FOR_HELP})*"
)
_TAKE_LEAVE = (
    r"(?:(?:good ?)?bye(?:[ -]?bye)?|good night|cya|see (?:you|ya)(?: later| soon)?"
    r"|tsch(?:ü|ue)ss?|ciao|auf wiedersehen|gute nacht)"
)
_COURTESIES = {
    kind: re.compile(rf"\A\W*+{said}{_ADDRESSED}\W*", re.IGNORECASE)
    for kind, said in (
        (AskedKind.GREETING, _GREET),
        (AskedKind.THANKS, rf"(?:(?:ok(?:ay)?|great|perfect|cool|nice|awesome|alright|got it|super)[ ,.!]+)?{_THANK}"),
        (AskedKind.FAREWELL, rf"(?:{_THANK}\W+(?:and )?)?{_TAKE_LEAVE}"),
    )
}
"""What is said to be polite, whole: nothing is asked."""
_THEM = r"(?:documents?|docs|files|sources|articles|texts|pages)"
_DOCUMENTS = re.compile(
    rf"""\W*(?:so\W+)?(?:please\s+)?(?:
        what(?:['’]?s|\s+is|\s+are)\s+(?:this|these|all\s+this|it\s+all|they|the\s+{_THEM}|this\s+(?:bot|corpus|server|channel))
            (?:\s+{_THEM})?\s+(?:all\s+)?about
      | (?:what|which)\s+(?:can|could|may|should)\s+(?:I|we|one)\s+ask(?:\s+(?:you|here|about|it|this\s+bot))*
      | what\s+(?:kinds?\s+of\s+)?(?:questions?|things)\s+(?:can|could|may)\s+(?:I|we)\s+ask(?:\s+(?:you|here))?
      | what\s+(?:can|do)\s+you\s+(?:do|know|answer|have)(?:\s+about)?
      | (?:what|which)\s+(?:other\s+|kinds?\s+of\s+)?{_THEM}\s+(?:do\s+you\s+have|have\s+you\s+got|do\s+you\s+know
            |are\s+there|are\s+available|can\s+(?:you|I)\s+(?:search|read|use|see))
      | (?:list|show|name)\s+(?:me\s+)?(?:all\s+|all\s+of\s+)?(?:the\s+|your\s+)?{_THEM}
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_ALL_OF = re.compile(
    r"\W*(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:list|name|enumerate|show|give)\s+(?:me\s+)?"
    r"(?:all|every|each)\s+(?:of\s+)?(?:the\s+|your\s+)?(\S[^?]{2,150})",
    re.IGNORECASE,
)
_WHICH_ARE_THERE = re.compile(
    r"\W*(?:which|what)\s+(\w[\w\s'’-]{1,60})\s+are\s+(?:there|available)\b[^?]{0,80}\??\W*",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"\W*what\s+(?:does|do)\s+"
    r"(?:the\s+(?:(?:word|term|acronym|abbreviation|letters?|name)\s+)?)?"
    r"[\"“‘']?([^\s\"”’'?](?:[^?\"”]{0,40}[^\s\"”’'?])?)[\"”’']?(\s+(?:stand\s+for|mean))\W*",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\W*(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:compare(?:\s+and\s+contrast)?|contrast)\s+"
    r"(\S|\S[^?,]{0,79}?\S)\s++(?:and|with|to|versus|vs\.?)\s++(\w|\S[^?,]{0,79}?\w)\W*+",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\W*(?:please )?(?:(?:can|could) you )?(?:summari[sz]e|sum up|give (?:me )?(?:a summary|an overview) of) "
    r"(?:what (?P<document>\S[^?]{0,80}?) says? (?:about|on) )?(?P<subject>\S[^?]{1,120}?)\W{0,3}",
    re.IGNORECASE,
)

_ABOUT_A_NAME = re.compile(
    r"\W*what(?:['’]?s|\s+is|\s+are)\s+(?!(?:all|it|s?he|they|th(?:is|at|ese|ose))\b)"
    r"(?P<name>\w[^?]{0,80}?)[\"”’']?\s+(?:all\s+)?about\W*",
    re.IGNORECASE,
)
_THAT = re.compile(r"(\w[\w'’-]{0,30}(?:\s\w[\w'’-]{0,30}){0,3}?)\s(?:that|which|who)\s(\S.*)", re.DOTALL)


_SEVERAL = re.compile(
    r"^\W*(?:(?:who|what|which)\s+(?:are|were)\b|(?:list|name|give|mention)\b)"
    r"|\b(?:examples?|some of|one of|besides|other than)\b",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Return whether a question asks for more than one thing, or for any of several: "Which plans have a trial?"."""
    return bool(_SEVERAL.search(question)) or asks_after_several(question)


_ASKING_WORD = re.compile(r"\b(?:what|which|how|why|who|when|where|if|whether)\b", re.IGNORECASE)
_WHAT_THEN = re.compile(
    r"\bwhat\s+(?:if|happens|now|(?:can|could|do|does|must|shall|should|will|would)\s+\w+)\b"
    r"|\b(?:differences?|policy|policies|procedures?|process|processes|purpose|requirements?|rules?|steps"
    r"|(?<!which )ways?)\b",
    re.IGNORECASE,
)
"""What is to be done, what something does, and what is described rather than named."""


_OF_WHAT_HAPPENED = re.compile(r"\W*(?:(?:how|why)\s+)?(?:did|was|were|had|has|have)(?:n['’]?t)?\b", re.IGNORECASE)


def asks_to_explain(question: str) -> bool:
    """Return whether a question asks how, why, whether, what to do or for several things, or tells of a trouble: what
    answers that is said in more than one sentence, where what happened, a name, a number or a date is said in one.
    """
    kind = answer_type_of(question)
    if _OF_WHAT_HAPPENED.match(question):
        return False
    if kind is not AnswerType.OTHER:
        return kind in {AnswerType.YES_NO, AnswerType.REASON}
    first = _ASKING_WORD.search(question)
    names_one = first is not None and first[0].casefold() in {"what", "which"}
    return not names_one or bool(_WHAT_THEN.search(question)) or asks_for_several(question)


_ASKS_FOR_STEPS = re.compile(
    r"\bwhat\s+(?:(?:can|could|must|shall|should|will|would)\s+(?:[\w'’-]+\s+){1,4}?|do\s+(?:i|one|they|we|you)\s+(?:\w+\s+){0,3}?)"
    r"do\b|\bwhat(?:['’]?s|\s+(?:is|are))?\s+(?:the\s+)?(?:\w+\s+)?(?:procedures?|process|steps|ways?)\b",
    re.IGNORECASE,
)


def asks_for_steps(question: str) -> bool:
    """Return whether a question asks how, why or what to do, or tells of a trouble. What somebody should bring, what
    the hours are and what something does is named, and not told step by step.
    """
    first = _ASKING_WORD.search(question)
    return first is None or first[0].casefold() in {"how", "why"} or bool(_ASKS_FOR_STEPS.search(question))


def asked_kind_of(question: str) -> Asked | None:
    """Return what kind of thing is asked for; None for an ordinary question."""
    text = " ".join(question.split())
    for courtesy, said in _COURTESIES.items():
        if said.fullmatch(text):
            return Asked(kind=courtesy)
    if about_documents := _of_documents(text):
        return about_documents
    if found := _ALL_OF.match(text):
        return Asked(kind=AskedKind.LISTING, subject=_as_a_question(found[1].rstrip(" .!")))
    if _WHICH_ARE_THERE.fullmatch(text):
        return Asked(kind=AskedKind.LISTING, subject=text)
    if found := _SUMMARY.fullmatch(text):
        return Asked(kind=AskedKind.SUMMARY, subject=found["subject"], other=found["document"] or "")
    if found := _COMPARISON.fullmatch(text):
        return Asked(kind=AskedKind.COMPARISON, subject=found[1], other=found[2])
    if found := _MEANING.fullmatch(text):
        return Asked(kind=AskedKind.MEANING, subject=found[1])
    if part_of(text):
        return Asked(kind=AskedKind.PART)
    if code := code_of(text):
        return Asked(kind=AskedKind.CODE, subject=code)
    if section_asked(text):
        return Asked(kind=AskedKind.SECTION)
    if found := _ABOUT_A_NAME.fullmatch(text):
        return Asked(kind=AskedKind.NAMED, subject=found["name"])
    return None


def _of_documents(text: str) -> Asked | None:
    """Return what is asked about the documents themselves, which there are or who wrote what; None where nothing is."""
    if _DOCUMENTS.fullmatch(text):
        return Asked(kind=AskedKind.DOCUMENTS)
    asked = {AskedKind.AUTHOR: work_asked(text), AskedKind.WRITTEN: author_asked(text)}
    return next((Asked(kind=kind, subject=name) for kind, name in asked.items() if name), None)


def _as_a_question(listed: str) -> str:
    """Return what is to be listed as a question that a reader knows: "plans that have a trial" is "Which plans have a
    trial?".
    """
    if found := _THAT.match(listed):
        return f"Which {found[1]} {found[2]}?"
    return f"What are the {listed}?"
