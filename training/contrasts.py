"""Statements made of sentences of the training contexts, for the judge of support: each beside the passage it was made
of, borne out or changed in one thing.

A change takes what models get wrong: a number, a date, a name by another of the same passage, who did it to whom, a
hedge, a condition, an attribution, a comparison, a quantifier, a negation, a word put in. Beside each stand statements
that are borne out though they read otherwise: words by their synonyms, a part left out that changes nothing, a sentence
among its neighbours. What is changed is known only not to be supported: a passage may leave open what it does not deny.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence

from retrieval.text.sentences import split_sentences
from training.examples import NO_SUPPORT, SUPPORTS, Example
from training.paraphrase import Thesaurus, put_otherwise
from training.rows import Row
from training.swaps import OPPOSITES, names_of, words_of

LEAST_WORDS, MOST_WORDS = 7, 45
MOST_WORDS_OF_EVIDENCE = 150
CHANGED = 0.55
"""The share of statements that are changed."""
ALONE = 0.4
"""The share of statements whose evidence is their own sentence, without its neighbours."""

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_MONTH = re.compile(r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b")
_MONTHS = "January February March April June July August September October November December".split()
_WORD_NUMBER = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred|thousand)\b")
_WORD_NUMBERS = "two three four five six seven eight nine ten twelve twenty hundred thousand".split()
_UNITS = {
    "hours": "days", "days": "weeks", "weeks": "months", "months": "years", "years": "months", "minutes": "hours",
    "seconds": "minutes", "million": "billion", "billion": "million", "percent": "points", "kilometers": "miles",
    "miles": "kilometers", "feet": "meters", "metres": "feet", "MB": "GB", "GB": "MB", "daily": "weekly",
    "weekly": "monthly", "monthly": "yearly", "annually": "monthly", "pounds": "kilograms", "dollars": "euros",
}  # fmt: skip
_UNIT = re.compile(r"\b(?:" + "|".join(_UNITS) + r")\b")
_HEDGES = {
    "may": "will", "might": "will", "could": "will", "can": "must", "should": "must", "up to": "exactly",
    "at least": "exactly", "at most": "exactly", "about": "exactly", "approximately": "exactly", "usually": "always",
    "often": "always", "sometimes": "always", "generally": "always", "typically": "always", "probably": "certainly",
    "likely": "certainly", "possibly": "certainly", "some": "all", "most": "all", "many": "all", "several": "all",
    "few": "many", "almost": "", "nearly": "", "partly": "fully", "in part": "entirely", "rarely": "never",
    "allegedly": "", "reportedly": "", "apparently": "", "seems to": "is known to", "suggests": "proves",
    "believed": "known", "never": "sometimes", "required": "optional", "mandatory": "optional",
}  # fmt: skip
_HEDGE = re.compile(r"\b(?:" + "|".join(sorted(_HEDGES, key=len, reverse=True)) + r")\b")
_CONDITION = re.compile(
    r",? (?:if|unless|except|provided that|only when|only if|as long as|other than)\b[^,;.()]*(?=[.,;])"
)
_CONDITION_FIRST = re.compile(r"^(?:If|Unless) [^,;.]*, ")
_ATTRIBUTION_FIRST = re.compile(r"^(?:According to|In the view of|In the words of) [^,;.]*, ")
_ATTRIBUTION = re.compile(
    r"\b(?:said|says|claims|claimed|argued|argues|alleged|reported|believes|believed|suggested|suggests|stated)"
    r" that (?=\w+ \w+)"
)
_NEGATABLE = re.compile(r"\b(is|are|was|were|can|could|will|would|does|did|has|have|had|must|should|may)\b(?! not\b)")
_NEGATION = re.compile(r"\b(?:not|never|no longer) ")
_CANNOT = re.compile(r"\bcannot\b|\b(?:ca|wo|do|does|did|is|are|was|were|has|have|had|would|could|should)n't\b")
_AFFIRMED = {"cannot": "can", "can't": "can", "won't": "will"}
_PARENTHESIS = re.compile(r" \([^()]{2,80}\)")
_ADVERBIAL = re.compile(
    r"^(?:However|Moreover|Furthermore|Therefore|Thus|Also|Additionally|In addition|For example|Indeed|Similarly|"
    r"As a result|Consequently|Meanwhile|Finally|Instead|In fact|Note that),? "
)
_WHICH_CLAUSE = re.compile(r", (?:which|who) [^,;.]{8,80},(?= )")
_TAIL = re.compile(r" (?:in|by|for|with|at|on|during|because|after|before|since|from|to)(?: [^ ,;.]+){2,7}(?=[.!]$)")
VERBATIM = 0.15
"""The share of what is borne out that stands there word for word."""

Change = Callable[[str, Sequence[str], random.Random], str | None]


def statements_of(rows: Sequence[Row], thesaurus: Thesaurus, random_: random.Random) -> Iterator[Example]:
    """Yield an example for each row of whose context a statement can be made."""
    for row in rows:
        context = row["context"]
        spans = split_sentences(context)
        sentences = [context[start:end] for start, end in spans]
        places = [place for place, text in enumerate(sentences) if _stands_alone(text)]
        if not places:
            continue
        place = random_.choice(places)
        evidence = _evidence(sentences, place, random_)
        if random_.random() < CHANGED:
            statement = _changed(sentences[place], sentences, random_)
            label = NO_SUPPORT
            if statement and random_.random() < 0.4:
                statement = put_otherwise(statement, "", thesaurus, random_) or statement
        else:
            statement = _borne_out(sentences[place], thesaurus, random_)
            label = SUPPORTS
        if statement:
            yield Example(kind="statement", first=statement, second=evidence, relation=label)


def _stands_alone(sentence: str) -> bool:
    words = sentence.split()
    return LEAST_WORDS <= len(words) <= MOST_WORDS and sentence[0].isupper() and sentence.rstrip()[-1] in ".!"


def _evidence(sentences: Sequence[str], place: int, random_: random.Random) -> str:
    """Return the sentence, most times among its neighbours, as a passage has them."""
    first = last = place
    words = len(sentences[place].split())
    if random_.random() < ALONE:
        return sentences[place]
    wanted = random_.randint(40, MOST_WORDS_OF_EVIDENCE)
    while words < wanted and (first > 0 or last < len(sentences) - 1):
        before = first > 0 and (last == len(sentences) - 1 or random_.random() < 0.5)
        first, last = (first - 1, last) if before else (first, last + 1)
        words += len(sentences[first if before else last].split())
    return " ".join(sentences[first : last + 1])


# --- borne out --------------------------------------------------------------------------------------------------------


def _borne_out(sentence: str, thesaurus: Thesaurus, random_: random.Random) -> str:
    if random_.random() < VERBATIM:
        return sentence
    shorter = sentence
    for part in (_PARENTHESIS, _ADVERBIAL, _WHICH_CLAUSE):
        if random_.random() < 0.7:
            shorter = _capitalised(part.sub("", shorter, count=1))
    if random_.random() < 0.75:
        shorter = put_otherwise(shorter, "", thesaurus, random_) or shorter
    return shorter


# --- changed in one thing ---------------------------------------------------------------------------------------------


def _changed(sentence: str, sentences: Sequence[str], random_: random.Random) -> str | None:
    changes = list(CHANGES)
    random_.shuffle(changes)
    for change in changes:
        made = change(sentence, sentences, random_)
        if made and words_of(made) != words_of(sentence):
            return _capitalised(made)
    return None


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _instead(sentence: str, pattern: re.Pattern[str], random_: random.Random, by: Callable[[str], str]) -> str | None:
    """Return the sentence with one of what the pattern finds replaced."""
    found = list(pattern.finditer(sentence))
    if not found:
        return None
    match = random_.choice(found)
    return f"{sentence[: match.start()]}{by(match.group())}{sentence[match.end() :]}".replace("  ", " ")


def _number(sentence: str, sentences: Sequence[str], random_: random.Random) -> str | None:
    elsewhere = [n for other in sentences for n in _NUMBER.findall(other) if n not in sentence]

    def another(number: str) -> str:
        alike = [other for other in elsewhere if abs(len(other) - len(number)) <= 1]
        if alike and random_.random() < 0.5:
            return str(random_.choice(alike))
        digits = number.replace(",", "")
        if not digits.isdigit():
            return number[:-1] + str((int(number[-1]) + random_.randint(1, 8)) % 10)
        value = int(digits)
        near = value + random_.choice((-30, -10, -5, -2, -1, 1, 2, 3, 5, 10, 50))
        return f"{max(1, near if near != value else value + 1):{',' if ',' in number else ''}}"

    return _instead(sentence, _NUMBER, random_, another)


def _date(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    pattern, by = random_.choice(
        (
            (_YEAR, lambda year: str(int(year) + random_.choice((-10, -3, -2, -1, 1, 2, 3, 10)))),
            (_MONTH, lambda month: random_.choice([m for m in _MONTHS if m != month])),
            (_WORD_NUMBER, lambda word: random_.choice([w for w in _WORD_NUMBERS if w != word])),
        )
    )
    return _instead(sentence, pattern, random_, by)


def _unit(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    return _instead(sentence, _UNIT, random_, _UNITS.__getitem__)


def _name(sentence: str, sentences: Sequence[str], random_: random.Random) -> str | None:
    own = names_of(sentence)
    others = [name for other in sentences for name in names_of(other) if name not in sentence]
    if not own or not others:
        return None
    return sentence.replace(random_.choice(own), random_.choice(others), 1)


def _roles(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    """Let two names of the sentence change places."""
    own = list(dict.fromkeys(names_of(sentence)))
    if len(own) < 2:
        return None
    one, other = random_.sample(own, 2)
    if one in other or other in one:
        return None
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


def _hedge(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    return _instead(sentence, _HEDGE, random_, _HEDGES.__getitem__)


def _condition(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    pattern = random_.choice((_CONDITION, _CONDITION_FIRST))
    return _instead(sentence, pattern, random_, lambda _: "")


def _attribution(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    if _ATTRIBUTION_FIRST.match(sentence):
        return _ATTRIBUTION_FIRST.sub("", sentence)
    match = _ATTRIBUTION.search(sentence)
    return sentence[match.end() :] if match else None


def _opposite(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    found = [match for match in re.finditer(r"\w+", sentence) if match.group() in OPPOSITES]
    if not found:
        return None
    match = random_.choice(found)
    return f"{sentence[: match.start()]}{OPPOSITES[match.group()]}{sentence[match.end() :]}"


def _negation(sentence: str, _sentences: Sequence[str], random_: random.Random) -> str | None:
    if _NEGATION.search(sentence):
        return _instead(sentence, _NEGATION, random_, lambda _: "")
    if _CANNOT.search(sentence):
        return _instead(sentence, _CANNOT, random_, lambda word: _AFFIRMED.get(word, word.removesuffix("n't")))
    return _instead(sentence, _NEGATABLE, random_, lambda verb: f"{verb} not")


def _put_in(sentence: str, sentences: Sequence[str], random_: random.Random) -> str | None:
    """Return the sentence with what ends another one put to its own end."""
    tails = [match.group() for other in sentences if other != sentence for match in _TAIL.finditer(other)]
    return f"{sentence.rstrip('.! ')}{random_.choice(tails)}." if tails else None


def _merged(sentence: str, sentences: Sequence[str], random_: random.Random) -> str | None:
    """Return the beginning of the sentence with the end of another: what is told of its neighbour, told of it."""
    others = [other for other in sentences if other != sentence and _stands_alone(other)]
    verbs = [match.end() for match in _NEGATABLE.finditer(sentence)]
    if not others or not verbs:
        return None
    other = random_.choice(others)
    ends = [match.end() for match in _NEGATABLE.finditer(other) if match.group() in sentence[verbs[0] - 6 : verbs[0]]]
    return sentence[: verbs[0]] + other[ends[0] :] if ends else None


CHANGES: tuple[Change, ...] = (
    _number, _number, _date, _unit, _name, _name, _roles, _hedge, _hedge, _condition, _condition, _attribution,
    _opposite, _opposite, _negation, _put_in, _merged,
)  # fmt: skip
