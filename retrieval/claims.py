"""What a statement claims, held against the sentences that it is cited to: each of these checks can only say no.

A claim is borne out by the quoted sentences themselves. Who is meant by "he", and who speaks, may be told by the
sentences that these lean on; who published a document and when, by what it states about itself.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.clauses import PRONOUNS, SAYING_STEMS, Saying, Word, sayings_in, words_of
from retrieval.doers import drops_what_narrows, has_other_doer
from retrieval.fates import Flaw
from retrieval.figures import unsupported_figures, unsupported_times
from retrieval.folding import find
from retrieval.naming import Alias, names_in, unsupported_names
from retrieval.order import reorders
from retrieval.same_meaning import is_said_by
from retrieval.sentences import split_sentences
from retrieval.turning import says_the_opposite, swaps_words, turns_roles
from retrieval.words import content_stems, stem, stems, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`quoted` sentences, the `context` that they lean on, whether they are somebody's words rather than the document's
    own, and what the documents state of themselves: publishers and dates in `stated`, abbreviations, the words that are
    `common` in them, written with a small letter, and the words that stand side by side in `full_names`.
    """

    quoted: tuple[str, ...]
    context: str = ""
    is_speech: bool = False
    stated: str = ""
    aliases: tuple[Alias, ...] = ()
    common: frozenset[str] = frozenset()
    full_names: frozenset[tuple[str, str]] = frozenset()

    @property
    def text(self) -> str:
        return " ".join(self.quoted)


def unsupported_claims(statement: str, evidence: Evidence) -> tuple[Flaw, ...]:
    """The kinds of claims that the evidence does not bear out, in the order of `Flaw`."""
    said = [statement[a:b] for a, b in split_sentences(statement)]
    checks: dict[Flaw, Callable[[str, Evidence], bool]] = {
        Flaw.QUOTATION: _has_other_quotation,
        Flaw.FIGURE: _has_other_figure,
        Flaw.NAME: _has_other_name,
        Flaw.NEGATION: lambda one, there: _turns_negation(one, there) or _widens_denial(one, there),
        Flaw.DOUBT: lambda one, there: _drops_doubt(one, there) or drops_what_narrows(one, there.quoted),
        Flaw.SPEAKER: _has_other_speaker,
        Flaw.UNATTRIBUTED: _drops_attribution,
        Flaw.ROLES: lambda one, there: (
            turns_roles(one, there.quoted) or has_other_doer(one, there.quoted) or reorders(one, there.quoted)
        ),
        Flaw.OPPOSITE: lambda one, there: says_the_opposite(one, there.quoted),
        Flaw.SWAPPED: lambda one, there: swaps_words(one, there.quoted, there.aliases),
    }
    return tuple(flaw for flaw, fails in checks.items() if any(fails(sentence, evidence) for sentence in said))


def new_words(statement: str, evidence: Evidence) -> list[str]:
    """The content words, as stems, that say what nothing in the evidence says; and those that say how much of it is
    meant, where it does not say so.
    """
    text = f"{evidence.text} {evidence.context} {evidence.stated}"
    there = set(stems(text)) | {stem(word) for one in evidence.aliases for word in f"{one.name} {one.short}".split()}
    names = {stem(name) for name in names_in(statement, evidence.common)}
    new = [
        one
        for one in content_stems(statement)
        if one not in names and not one[0].isdigit() and not is_said_by(one, there)
    ]
    return new + sorted(_HOW_MUCH & _folded_words(statement) - _folded_words(text))


def _folded_words(text: str) -> set[str]:
    return {word.casefold() for word in tokens(text)}


_HOW_MUCH = frozenset(
    """all always any anybody anyone anything because completely consequently each entirely even ever every everybody
    everyone everything exactly fully hence just merely nobody nothing once only solely therefore totally twice
    wholly""".split()
)
_PUBLISHED = re.compile(r"\b(?:publish|article|dated|report from)", re.IGNORECASE)


# Quotations, figures, names

_QUOTATION = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”»]|(?<!\w)['‘]([^'‘’]+(?:['’]\w[^'‘’]*)*)['’](?!\w)")


def _has_other_quotation(sentence: str, evidence: Evidence) -> bool:
    quotations = (match[1] or match[2] for match in _QUOTATION.finditer(sentence))
    sources = [*evidence.quoted, evidence.text, evidence.context]
    return any(not any(find(words.rstrip(" ,.;:"), source) for source in sources) for words in quotations)


def _has_other_figure(sentence: str, evidence: Evidence) -> bool:
    sources = [*evidence.quoted, evidence.stated] if _PUBLISHED.search(sentence) else evidence.quoted
    return bool(unsupported_figures(sentence, sources) or unsupported_times(sentence, sources))


def _has_other_name(sentence: str, evidence: Evidence) -> bool:
    # Names around a sentence are those of its pronouns, and else of somebody else.
    leans = any(word.text.casefold() in PRONOUNS for one in evidence.quoted for word in words_of(one))
    sources = f"{evidence.text} {evidence.context if leans else ''} {evidence.stated}"
    missing = set(unsupported_names(names_in(sentence, evidence.common), sources, evidence.aliases))
    words = tokens(sentence)
    # A full name, of which the sources have a part and their documents the whole.
    named = {
        word
        for pair in pairwise(words)
        if pair in evidence.full_names and not missing.issuperset(pair)
        for word in pair
    }
    return bool(missing - named)


# Denial and doubt


def _turns_negation(sentence: str, evidence: Evidence) -> bool:
    """Whether a word that both have is denied in one and not in the other."""
    mine, theirs = _by_stem(_words(sentence), sayings=True), _by_stem(_words(*evidence.quoted), sayings=True)
    return any(
        not {one.negations % 2 for one in words} & {one.negations % 2 for one in theirs[which]}
        for which, words in mine.items()
        if which in theirs
    )


def _widens_denial(sentence: str, evidence: Evidence) -> bool:
    """Whether less is left of what is denied, and so more is: "denied sending arms", of "denied sending arms for use in
    the war".
    """
    said = set(stems(sentence))
    denied = {one.stem for one in words_of(sentence) if one.negations % 2 and one.is_content}
    for quoted in evidence.quoted:
        theirs = [one for one in words_of(quoted) if one.negations % 2 and one.is_content and not one.text[0].isdigit()]
        if denied & {one.stem for one in theirs}:
            lost = [one for one in theirs if not is_said_by(one.stem, said)]
            if unsupported_names([one.text for one in lost], sentence, evidence.aliases):
                return True
    return False


def _drops_doubt(sentence: str, evidence: Evidence) -> bool:
    """Whether what may be, or is to come, is told as more than that."""
    mine, theirs = _by_stem(_words(sentence)), _by_stem(_words(*evidence.quoted))
    return any(
        max(one.doubt for one in words) < min(one.doubt for one in theirs[which])
        for which, words in mine.items()
        if which in theirs
    )


def _words(*sentences: str) -> list[Word]:
    return [word for sentence in sentences for word in words_of(sentence)]


def _by_stem(words: Iterable[Word], *, sayings: bool = False) -> dict[str, list[Word]]:
    """Of predicates: names are the same whatever is said of them."""
    grouped: dict[str, list[Word]] = {}
    for word in words:
        if not word.is_content or word.is_named or word.text[0].isdigit():
            continue
        if sayings or word.stem not in SAYING_STEMS:
            grouped.setdefault(word.stem, []).append(word)
    return grouped


# Who says it


def _has_other_speaker(sentence: str, evidence: Evidence) -> bool:
    quoted = [saying for one in evidence.quoted for saying in sayings_in(one)]
    leant_on = [saying for a, b in split_sentences(evidence.context) for saying in sayings_in(evidence.context[a:b])]
    publishers = Saying(verb="", speaker=frozenset(names_in(evidence.stated)))
    for saying in sayings_in(sentence):
        if not saying.speaker:
            continue
        of_this_verb = [one for one in quoted if one.verb == saying.verb and one.speaker and one.verb]
        speakers = of_this_verb or [*quoted, *leant_on, publishers]
        if not any(_share_a_name(saying.speaker, one.speaker, evidence.aliases) for one in speakers):
            return True
    return False


def _share_a_name(some: frozenset[str], others: frozenset[str], aliases: Sequence[Alias]) -> bool:
    return len(unsupported_names(some, " ".join(others), aliases)) < len(some)


def _drops_attribution(sentence: str, evidence: Evidence) -> bool:
    """Whether what somebody says is told as if it were so: the outermost saying of a source must not be left out, "the
    US would announce it" is no attribution of "Kirby said the US would announce it".
    """
    mine = sayings_in(sentence)
    if not evidence.is_speech or not mine:
        return evidence.is_speech
    outermost = [sayings[0].speaker for sayings in map(sayings_in, evidence.quoted) if sayings and sayings[0].speaker]
    return bool(outermost) and not any(
        not one.speaker or _share_a_name(one.speaker, speaker, evidence.aliases)
        for one in mine
        for speaker in outermost
    )
