"""How a statement may turn what its sources say with their own words: who does what to whom, a word for its opposite, a
word in the place of another.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from retrieval.clauses import PRONOUNS, SAYING_STEMS, Word, is_done_to, is_passive, is_verb, sayings_in, words_of
from retrieval.naming import Alias, same_name, unsupported_names
from retrieval.same_meaning import stand_for_each_other
from retrieval.words import stems

_COMMON_ABBREVIATION = re.compile(r"[A-Z]{2,}s")
"""Such as UAVs: things, and nobody."""
_OPPOSED = (frozenset({"from", "to"}), frozenset({"for", "against"}), frozenset(stems("before after since until")))


def turns_roles(sentence: str, quoted: Sequence[str]) -> bool:
    """Whether who does what to whom is the other way round than in the quoted sentences."""
    mine = words_of(sentence)
    theirs = [words_of(one) for one in quoted]
    return (
        any(_turns_pair(mine, one, other, theirs) for one, other in _pairs_of_names(sentence))
        or any(_has_other_doer(mine, place, theirs) for place in range(len(mine)) if is_verb(mine, place))
        or _turns_preposition(mine, theirs)
    )


def _pairs_of_names(sentence: str) -> Iterator[tuple[int, int]]:
    """Places of two names with a verb between them, neither of them who says it."""
    words = words_of(sentence)
    speakers = {name for saying in sayings_in(sentence) for name in saying.speaker}
    named = [
        place
        for place, word in enumerate(words)
        if word.is_named and word.text not in speakers and not _COMMON_ABBREVIATION.fullmatch(word.text)
    ]
    for one, other in combinations(named, 2):
        if any(is_verb(words, place) and not is_passive(words, place) for place in range(one + 1, other)):
            yield one, other


def _turns_pair(mine: Sequence[Word], one: int, other: int, theirs: Sequence[Sequence[Word]]) -> bool:
    """Whether two names stand the other way round in every source that has both, and nowhere as here."""
    first, second = mine[one].text, mine[other].text
    if same_name(first, second) or any(
        same_name(first, word.text) for n, word in enumerate(mine) if word.is_named and n > other
    ):
        return False
    turned = False
    for words in theirs:
        firsts = [n for n, word in enumerate(words) if word.is_named and same_name(word.text, first)]
        seconds = [n for n, word in enumerate(words) if word.is_named and same_name(word.text, second)]
        if not firsts or not seconds:
            continue
        if min(firsts) < max(seconds) or any(is_passive(words, n) for n in range(min(seconds), max(firsts))):
            return False
        turned = True
    return turned


def _has_other_doer(mine: Sequence[Word], place: int, theirs: Sequence[Sequence[Word]]) -> bool:
    """Whether the names before a verb, in its clause, are none of those before it in the sources."""
    verb = mine[place]
    if verb.stem in SAYING_STEMS or is_passive(mine, place):
        return False
    doers = _named_before(mine, place)
    if is_done_to(mine, place):
        # What it is done to must not be who does it there.
        return any(
            same_name(one, other)
            for words in theirs
            for n, word in enumerate(words)
            if word.stem == verb.stem and not word.is_named and not is_done_to(words, n) and not is_passive(words, n)
            for one in doers
            for other in _named_before(words, n)
        )
    found = False
    for words in theirs:
        for n, word in enumerate(words):
            if word.stem == verb.stem and not word.is_named:
                others = _named_before(words, n)
                if not others or not doers or is_passive(words, n):
                    return False
                if any(same_name(doer, another) for doer in doers for another in others):
                    return False
                found = True
    return found


def _named_before(words: Sequence[Word], place: int) -> list[str]:
    """The names before a verb in its clause, from the last verb of saying on."""
    clause = [one for one in words[:place] if one.clause == words[place].clause]
    said = max((n for n, one in enumerate(clause) if one.stem in SAYING_STEMS and not one.is_named), default=-1)
    return [one.text for one in clause[said + 1 :] if one.is_named]


def _turns_preposition(mine: Sequence[Word], theirs: Sequence[Sequence[Word]]) -> bool:
    """Whether "from Iraq" became "to Iraq", or "voted against" "voted for"."""
    there = {pair for words in theirs for pair in _bigrams(words)}
    for before, after in (pair for pair in _bigrams(mine) if pair not in there):
        for words in _OPPOSED:
            if before in words and any((other, after) in there for other in words):
                return True
            if after in words and any((before, other) in there for other in words):
                return True
    return False


def _bigrams(words: Sequence[Word]) -> list[tuple[str, str]]:
    seen = [word for word in words if word.text.casefold() not in {"the", "a", "an"}]
    return [(one.stem, other.stem) for one, other in pairwise(seen)]


# Opposites

_OPPOSITES = tuple(
    (frozenset(stems(one)), frozenset(stems(other)))
    for one, other in (
        pair.split("|")
        for pair in """more greater most excess exceed above over|less fewer least below under
        increase rise grow growth raise expand gain|decrease fall drop shrink reduce cut decline lose
        higher highest high|lower lowest low
        before earlier prior|after later following
        support back favor favour defend help assist|oppose resist hinder hamper hurt harm
        strengthen strong stronger enable|weaken weak weaker hamper prevent
        begin start launch open|end stop cease finish close
        allow permit accept approve welcome|ban forbid prohibit reject condemn
        hard difficult harmful harm|easy simple beneficial benefit helpful
        close closer near together|apart distant far
        right correct accurate true|wrong erroneous incorrect inaccurate false
        mistrust distrust|trust
        always all every both|never none neither
        alive survive live|kill die dead death
        win victory succeed success|lose defeat fail failure
        attack attacker|defend defender
        buy purchase acquire|sell sale
        send deliver supply provide export|receive import
        admit confirm acknowledge|deny refute
        public|secret
        legal lawful|illegal unlawful
        first|last""".split("\n")
    )
)
"""Words on two sides of a thing: a statement must not have one side where its source has the other alone."""
_ALL_BUT = re.compile(r"\ball but (?:the |a |an )?(\w+)", re.IGNORECASE)


def says_the_opposite(sentence: str, quoted: Sequence[str]) -> bool:
    """Whether a word has the place of its opposite."""
    mine, theirs = set(stems(sentence)), set(stems(" ".join(quoted)))
    if _loses_all_but(sentence, quoted):
        return True
    return any(
        mine & one and theirs & other and not theirs & one and not mine & other
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )


def _loses_all_but(sentence: str, quoted: Sequence[str]) -> bool:
    """Whether "all but one" is told as "all", or as "one"."""
    if _ALL_BUT.search(sentence):
        return False
    mine = set(stems(sentence))
    return any(mine & {"all", *stems(found[1])} for one in quoted for found in _ALL_BUT.finditer(one))


# A word in the place of another

_SWAPPED_WORDS = 3
"""In one place, at most: more are another way to say it."""
_LEAST_EQUAL_WORDS = 3
_EDGE = 1
"""Around that place, together; where both begin or end there, that counts as one."""


def swaps_words(sentence: str, quoted: Sequence[str], aliases: Sequence[Alias]) -> bool:
    """Whether the statement goes along with a source, and between the same words on both sides has others. It may mean
    the same; but then the source says it better.
    """
    mine = words_of(sentence)
    speakers = {name for saying in sayings_in(sentence) for name in saying.speaker}
    said = Counter(word.stem for word in mine)
    for theirs in map(words_of, quoted):
        there = Counter(word.stem for word in theirs)
        for a, b, c, d in _swaps(mine, theirs):
            new = [word for word in mine[a:b] if said[word.stem] > there[word.stem]]
            lost = [word for word in theirs[c:d] if there[word.stem] > said[word.stem]]
            if new and lost and not _may_stand_for(new, lost, speakers, aliases) and not _refers_back(mine, a, b, lost):
                return True
    return False


def _swaps(mine: Sequence[Word], theirs: Sequence[Word]) -> Iterator[tuple[int, int, int, int]]:
    """Places where a few words of the one stand for a few of the other, with equal words on both sides."""
    matcher = SequenceMatcher(None, [one.stem for one in mine], [one.stem for one in theirs], autojunk=False)
    operations = matcher.get_opcodes()
    for place, (what, a, b, c, d) in enumerate(operations):
        if what != "replace" or max(b - a, d - c) > _SWAPPED_WORDS:
            continue
        before = operations[place - 1] if place else None
        after = operations[place + 1] if place + 1 < len(operations) else None
        left = before[2] - before[1] if before and before[0] == "equal" else _EDGE * (a == c == 0)
        right = after[2] - after[1] if after and after[0] == "equal" else _EDGE * (b == len(mine) and d == len(theirs))
        if left and right and left + right >= _LEAST_EQUAL_WORDS:
            yield a, b, c, d


def _refers_back(mine: Sequence[Word], start: int, end: int, theirs: Sequence[Word]) -> bool:
    """Whether a pronoun stands for a name that the statement has before."""
    names = [one.text for one in theirs if one.is_named]
    if len(names) < sum(one.is_content for one in theirs):
        return False
    return all(one.text.casefold() in PRONOUNS for one in mine[start:end]) and all(
        any(same_name(name, one.text) for one in mine[:start]) for name in names
    )


def _may_stand_for(mine: Sequence[Word], theirs: Sequence[Word], speakers: set[str], aliases: Sequence[Alias]) -> bool:
    """Whether nothing is lost by it that other checks do not look at: function words, verbs of saying, who says it, the
    same name by another form.
    """
    says = any(one.stem in SAYING_STEMS for one in mine)
    lost = [one for one in theirs if one.is_content and not (says and one.stem in SAYING_STEMS)]
    if not lost or {one.text for one in mine} & speakers:
        return True
    if stand_for_each_other([one.stem for one in mine if one.is_content], [one.stem for one in lost]):
        return True
    if any(one.text[0].isdigit() for one in [*mine, *theirs]):
        return True
    names = [one.text for one in mine if one.is_named]
    others = [one for one in mine if one.is_content and not one.is_named and one.stem not in SAYING_STEMS]
    return bool(names) and not others and not unsupported_names(names, " ".join(o.text for o in lost), aliases)
