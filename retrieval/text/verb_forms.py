"""The plain form of an English verb, and the auxiliary that a question needs in place of its ending."""

from retrieval.text.grammar import HAVE
from retrieval.text.words import irregular_verb, stem

_SIBILANTS = ("ches", "shes", "sses", "xes", "zzes", "oes")


def plain_form(verb: str) -> tuple[str, str]:
    """Return the auxiliary and the plain form that stand for a form of a verb: of "opens", "does" and "open"; of
    "moved", "did" and "move"; of "open", "do" and "open".
    """
    word = verb.casefold()
    if word in HAVE:
        return {"has": "does", "had": "did"}.get(word, "do"), "have"
    if known := irregular_verb(word):
        return ("does" if word.endswith("s") else "did"), known
    if word.endswith("ed") and stem(word) != word:
        return "did", _without_past(word)
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return "does", _without_s(word)
    return "do", word


def _without_s(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_SIBILANTS) else word[:-1]


def _without_past(word: str) -> str:
    """Return the form without "ed" that has the same stem: "open", "move", "plan" and "carry"."""
    bare = word[:-2]
    if bare.endswith("i"):
        return f"{bare[:-1]}y"
    is_doubled = len(bare) > 2 and bare[-1] == bare[-2]
    forms = [*([bare[:-1]] if is_doubled else []), bare, word[:-1]]
    return next((form for form in forms if stem(form) == stem(word)), bare)
