"""How a statement may turn what its sources say with their own words: who does what to whom, a word for its opposite, a
word in the place of another.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from retrieval.text.words import stems
from retrieval.writing.grounding.english.clauses import (
    PRONOUNS,
    SAYING_STEMS,
    Word,
    is_done_to,
    is_passive,
    is_verb,
    sayings_in,
    words_of,
)
from retrieval.writing.grounding.english.synonyms import stand_for_each_other
from retrieval.writing.grounding.names import Alias, same_name, unsupported_names

_COMMON_ABBREVIATION = re.compile(r"[A-Z]{2,}s")
"""An abbreviation in the plural, such as UAVs. It names things, and no person."""
_OPPOSED = (frozenset({"from", "to"}), frozenset({"for", "against"}), frozenset(stems("before after since until")))


def turns_roles(sentence: str, quoted: Sequence[str]) -> bool:
    """Return whether who does what to whom is the other way round than in the quoted sentences."""
    statement_words = words_of(sentence)
    sources = [words_of(source) for source in quoted]
    return (
        any(_turns_pair(statement_words, first, second, sources) for first, second in _pairs_of_names(sentence))
        or any(
            _has_other_named_agent(statement_words, place, sources)
            for place in range(len(statement_words))
            if is_verb(statement_words, place)
        )
        or _turns_preposition(statement_words, sources)
    )


def _pairs_of_names(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the places of two names with an active verb between them; names of speakers are left out."""
    words = words_of(sentence)
    speakers = {name for saying in sayings_in(sentence) for name in saying.speaker}
    named = [
        place
        for place, word in enumerate(words)
        if word.is_named and word.text not in speakers and not _COMMON_ABBREVIATION.fullmatch(word.text)
    ]
    for first, second in combinations(named, 2):
        if any(is_verb(words, place) and not is_passive(words, place) for place in range(first + 1, second)):
            yield first, second


def _turns_pair(statement_words: Sequence[Word], first: int, second: int, sources: Sequence[Sequence[Word]]) -> bool:
    """Return whether two names stand the other way round in every source that has both."""
    first_name, second_name = statement_words[first].text, statement_words[second].text
    if same_name(first_name, second_name) or any(
        same_name(first_name, word.text) for n, word in enumerate(statement_words) if word.is_named and n > second
    ):
        return False
    turned = False
    for words in sources:
        firsts = [n for n, word in enumerate(words) if word.is_named and same_name(word.text, first_name)]
        seconds = [n for n, word in enumerate(words) if word.is_named and same_name(word.text, second_name)]
        if not firsts or not seconds:
            continue
        if min(firsts) < max(seconds) or any(is_passive(words, n) for n in range(min(seconds), max(firsts))):
            return False
        turned = True
    return turned


def _has_other_named_agent(statement_words: Sequence[Word], place: int, sources: Sequence[Sequence[Word]]) -> bool:
    """Return whether the names before a verb, in its clause, are none of those before it in the sources."""
    verb = statement_words[place]
    if verb.stem in SAYING_STEMS or is_passive(statement_words, place):
        return False
    agents = _named_before(statement_words, place)
    if is_done_to(statement_words, place):
        # Whoever it is done to must not be the one who does it there.
        return any(
            same_name(agent, other)
            for words in sources
            for n, word in enumerate(words)
            if word.stem == verb.stem and not word.is_named and not is_done_to(words, n) and not is_passive(words, n)
            for agent in agents
            for other in _named_before(words, n)
        )
    found = False
    for words in sources:
        for n, word in enumerate(words):
            if word.stem == verb.stem and not word.is_named:
                other_agents = _named_before(words, n)
                if not other_agents or not agents or is_passive(words, n):
                    return False
                if any(same_name(agent, other) for agent in agents for other in other_agents):
                    return False
                found = True
    return found


def _named_before(words: Sequence[Word], place: int) -> list[str]:
    """Return the names before a verb in its clause, from the last verb of saying on."""
    clause = [word for word in words[:place] if word.clause == words[place].clause]
    last_saying = max(
        (n for n, word in enumerate(clause) if word.stem in SAYING_STEMS and not word.is_named), default=-1
    )
    return [word.text for word in clause[last_saying + 1 :] if word.is_named]


def _turns_preposition(statement_words: Sequence[Word], sources: Sequence[Sequence[Word]]) -> bool:
    """Return whether a preposition became its opposite: "from Iraq" and "to Iraq", "voted against" and "voted for"."""
    source_pairs = {pair for words in sources for pair in _bigrams(words)}
    for before, after in (pair for pair in _bigrams(statement_words) if pair not in source_pairs):
        for words in _OPPOSED:
            if before in words and any((other, after) in source_pairs for other in words):
                return True
            if after in words and any((before, other) in source_pairs for other in words):
                return True
    return False


def _bigrams(words: Sequence[Word]) -> list[tuple[str, str]]:
    telling = [word for word in words if word.text.casefold() not in {"the", "a", "an"}]
    return [(first.stem, second.stem) for first, second in pairwise(telling)]


# Opposites

_OPPOSITES = tuple(
    (frozenset(stems(side)), frozenset(stems(opposite)))
    for side, opposite in (
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
    """Return whether a word of the sentence has the place of its opposite in the quoted sentences."""
    statement_stems, source_stems = set(stems(sentence)), set(stems(" ".join(quoted)))
    if _loses_all_but(sentence, quoted):
        return True
    return any(
        statement_stems & side
        and source_stems & opposite
        and not source_stems & side
        and not statement_stems & opposite
        for pair in _OPPOSITES
        for side, opposite in (pair, pair[::-1])
    )


def _loses_all_but(sentence: str, quoted: Sequence[str]) -> bool:
    """Return whether "all but one" became "all", or "one"."""
    if _ALL_BUT.search(sentence):
        return False
    statement_stems = set(stems(sentence))
    return any(statement_stems & {"all", *stems(found[1])} for source in quoted for found in _ALL_BUT.finditer(source))


# A word in the place of another

_SWAPPED_WORDS = 3
"""The most words that may be swapped in one place. More are another way to say it."""
_LEAST_EQUAL_WORDS = 3
_EDGE = 1
"""Around that place, together; where both begin or end there, that counts as one."""


def swaps_words(sentence: str, quoted: Sequence[str], aliases: Sequence[Alias]) -> bool:
    """Return whether the statement follows a source, but has other words between the same words on both sides. It may
    mean the same; but then the source says it better.
    """
    statement_words = words_of(sentence)
    speakers = {name for saying in sayings_in(sentence) for name in saying.speaker}
    statement_counts = Counter(word.stem for word in statement_words)
    for source_words in map(words_of, quoted):
        source_counts = Counter(word.stem for word in source_words)
        for a, b, c, d in _swaps(statement_words, source_words):
            new = [word for word in statement_words[a:b] if statement_counts[word.stem] > source_counts[word.stem]]
            lost = [word for word in source_words[c:d] if source_counts[word.stem] > statement_counts[word.stem]]
            if (
                new
                and lost
                and not _may_stand_for(new, lost, speakers, aliases)
                and not _refers_back(statement_words, a, b, lost)
            ):
                return True
    return False


def _swaps(statement_words: Sequence[Word], source_words: Sequence[Word]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the spans of words (start and end in the statement, start and end in the source) where a few words of the
    one stand for a few of the other, with equal words on both sides.
    """
    matcher = SequenceMatcher(
        None, [word.stem for word in statement_words], [word.stem for word in source_words], autojunk=False
    )
    operations = matcher.get_opcodes()
    for place, (what, a, b, c, d) in enumerate(operations):
        if what != "replace" or max(b - a, d - c) > _SWAPPED_WORDS:
            continue
        before = operations[place - 1] if place else None
        after = operations[place + 1] if place + 1 < len(operations) else None
        left = before[2] - before[1] if before and before[0] == "equal" else _EDGE * (a == c == 0)
        right = (
            after[2] - after[1]
            if after and after[0] == "equal"
            else _EDGE * (b == len(statement_words) and d == len(source_words))
        )
        if left and right and left + right >= _LEAST_EQUAL_WORDS:
            yield a, b, c, d


def _refers_back(statement_words: Sequence[Word], start: int, end: int, source_words: Sequence[Word]) -> bool:
    """Return whether pronouns stand for names that the statement has before them."""
    names = [word.text for word in source_words if word.is_named]
    if len(names) < sum(word.is_content for word in source_words):
        return False
    return all(word.text.casefold() in PRONOUNS for word in statement_words[start:end]) and all(
        any(same_name(name, word.text) for word in statement_words[:start]) for name in names
    )


def _may_stand_for(
    statement_words: Sequence[Word], source_words: Sequence[Word], speakers: set[str], aliases: Sequence[Alias]
) -> bool:
    """Return whether the swapped words lose nothing that other checks do not look at: function words, verbs of saying,
    who says it, the same name in another form.
    """
    says = any(word.stem in SAYING_STEMS for word in statement_words)
    lost = [word for word in source_words if word.is_content and not (says and word.stem in SAYING_STEMS)]
    if not lost or {word.text for word in statement_words} & speakers:
        return True
    if stand_for_each_other([word.stem for word in statement_words if word.is_content], [word.stem for word in lost]):
        return True
    if any(word.text[0].isdigit() for word in [*statement_words, *source_words]):
        return True
    names = [word.text for word in statement_words if word.is_named]
    others = [
        word for word in statement_words if word.is_content and not word.is_named and word.stem not in SAYING_STEMS
    ]
    return bool(names) and not others and not unsupported_names(names, " ".join(word.text for word in lost), aliases)
