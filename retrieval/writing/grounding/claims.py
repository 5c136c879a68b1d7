"""What a statement claims, held against the sentences that it is cited to: each of these checks can only say no.

A claim is borne out by the quoted sentences themselves. Who is meant by "he", and who speaks, may be told by the
sentences that these lean on; who published a document and when, by what it states about itself.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.domain.verdicts import Flaw
from retrieval.text.matching import find
from retrieval.text.sentences import split_sentences
from retrieval.text.words import content_stems, stem, stems, tokens
from retrieval.writing.grounding.english.agents import drops_what_narrows, has_other_agent
from retrieval.writing.grounding.english.clauses import PRONOUNS, SAYING_STEMS, Saying, Word, sayings_in, words_of
from retrieval.writing.grounding.english.opposites import says_the_opposite, swaps_words, turns_roles
from retrieval.writing.grounding.english.synonyms import is_said_by
from retrieval.writing.grounding.english.word_order import reorders
from retrieval.writing.grounding.figures import unsupported_figures, unsupported_times
from retrieval.writing.grounding.names import Alias, names_in, unsupported_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The words and facts of the cited sources: the `quoted` sentences, the `context` that they lean on, and whether
    they are somebody's words rather than the document's own. `stated` are the publishers and dates that the documents
    state of themselves. Then come their abbreviations, the words that are `common` in them, written with a small
    letter, and the words that stand side by side in `full_names`.
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


def unsupported_claims(statement: str, sources: Sources) -> tuple[Flaw, ...]:
    """Return the kinds of claims in a statement that its sources do not bear out, in the order of `Flaw`."""
    sentences = [statement[start:end] for start, end in split_sentences(statement)]
    checks: dict[Flaw, Callable[[str, Sources], bool]] = {
        Flaw.QUOTATION: _has_other_quotation,
        Flaw.FIGURE: _has_other_figure,
        Flaw.NAME: _has_other_name,
        Flaw.NEGATION: lambda sentence, sources: (
            _turns_negation(sentence, sources) or _widens_denial(sentence, sources)
        ),
        Flaw.DOUBT: lambda sentence, sources: (
            _drops_doubt(sentence, sources) or drops_what_narrows(sentence, sources.quoted)
        ),
        Flaw.SPEAKER: _has_other_speaker,
        Flaw.UNATTRIBUTED: _drops_attribution,
        Flaw.ROLES: lambda sentence, sources: (
            turns_roles(sentence, sources.quoted)
            or has_other_agent(sentence, sources.quoted)
            or reorders(sentence, sources.quoted)
        ),
        Flaw.OPPOSITE: lambda sentence, sources: says_the_opposite(sentence, sources.quoted),
        Flaw.SWAPPED: lambda sentence, sources: swaps_words(sentence, sources.quoted, sources.aliases),
    }
    return tuple(flaw for flaw, fails in checks.items() if any(fails(sentence, sources) for sentence in sentences))


def new_words(statement: str, sources: Sources) -> list[str]:
    """Return the content words of a statement, as stems, that its sources do not say; and its words of quantity ("all",
    "only"), as written but folded, that they do not have.
    """
    text = f"{sources.text} {sources.context} {sources.stated}"
    source_stems = set(stems(text)) | {
        stem(word) for alias in sources.aliases for word in f"{alias.name} {alias.short}".split()
    }
    names = {stem(name) for name in names_in(statement, sources.common)}
    new_stems = [
        word_stem
        for word_stem in content_stems(statement)
        if word_stem not in names and not word_stem[0].isdigit() and not is_said_by(word_stem, source_stems)
    ]
    return new_stems + sorted(_HOW_MUCH & _folded_words(statement) - _folded_words(text))


def _folded_words(text: str) -> set[str]:
    return {word.casefold() for word in tokens(text)}


_HOW_MUCH = frozenset(
    """all always any anybody anyone anything because completely consequently each entirely even ever every everybody
    everyone everything exactly fully hence just merely nobody nothing once only solely therefore totally twice
    wholly""".split()
)
_PUBLISHED = re.compile(r"\b(?:publish|article|dated|report from)", re.IGNORECASE)


# Quotations, figures, names

# Inside of single quotation marks, an apostrophe stands within a word: elsewhere it opens another quotation.
_QUOTATION = re.compile(r"[\"“„«]([^\"“”„«»]++)[\"”»]|(?<!\w)['‘]([^'‘’]+(?:(?<=\w)['’]\w[^'‘’]*)*)['’](?!\w)")


def _has_other_quotation(sentence: str, sources: Sources) -> bool:
    quotations = (match[1] or match[2] for match in _QUOTATION.finditer(sentence))
    texts = [*sources.quoted, sources.text, sources.context]
    return any(not any(find(words.rstrip(" ,.;:"), text) for text in texts) for words in quotations)


def _has_other_figure(sentence: str, sources: Sources) -> bool:
    texts = [*sources.quoted, sources.stated] if _PUBLISHED.search(sentence) else sources.quoted
    return bool(unsupported_figures(sentence, texts) or unsupported_times(sentence, texts))


def _has_other_name(sentence: str, sources: Sources) -> bool:
    # Names around a sentence are those of its pronouns, and else of somebody else.
    leans = any(word.text.casefold() in PRONOUNS for quoted in sources.quoted for word in words_of(quoted))
    text = f"{sources.text} {sources.context if leans else ''} {sources.stated}"
    missing = set(unsupported_names(names_in(sentence, sources.common), text, sources.aliases))
    words = tokens(sentence)
    # A full name, of which the sources have a part and their documents the whole.
    named = {
        word for pair in pairwise(words) if pair in sources.full_names and not missing.issuperset(pair) for word in pair
    }
    return bool(missing - named)


# Denial and doubt


def _turns_negation(sentence: str, sources: Sources) -> bool:
    """Return whether a word that both have is denied in one of them alone."""
    statement_words, source_words = (
        _by_stem(_words(sentence), sayings=True),
        _by_stem(_words(*sources.quoted), sayings=True),
    )
    return any(
        not {word.negations % 2 for word in words} & {word.negations % 2 for word in source_words[word_stem]}
        for word_stem, words in statement_words.items()
        if word_stem in source_words
    )


def _widens_denial(sentence: str, sources: Sources) -> bool:
    """Return whether a denial became wider because a part of it was left out: "denied sending arms", of "denied sending
    arms for use in the war".
    """
    statement_stems = set(stems(sentence))
    denied = {word.stem for word in words_of(sentence) if word.negations % 2 and word.is_content}
    for quoted in sources.quoted:
        source_denied = [
            word for word in words_of(quoted) if word.negations % 2 and word.is_content and not word.text[0].isdigit()
        ]
        if denied & {word.stem for word in source_denied}:
            lost = [word for word in source_denied if not is_said_by(word.stem, statement_stems)]
            if unsupported_names([word.text for word in lost], sentence, sources.aliases):
                return True
    return False


def _drops_doubt(sentence: str, sources: Sources) -> bool:
    """Return whether what may be, or is to come, is stated as more certain than in the sources."""
    statement_words, source_words = _by_stem(_words(sentence)), _by_stem(_words(*sources.quoted))
    return any(
        max(word.doubt for word in words) < min(word.doubt for word in source_words[word_stem])
        for word_stem, words in statement_words.items()
        if word_stem in source_words
    )


def _words(*sentences: str) -> list[Word]:
    return [word for sentence in sentences for word in words_of(sentence)]


def _by_stem(words: Iterable[Word], *, sayings: bool = False) -> dict[str, list[Word]]:
    """Group the content words of predicates by stem. Names and numbers are left out: they are the same whatever is said
    of them. Words of saying are left out, too, unless `sayings` is set.
    """
    grouped: dict[str, list[Word]] = {}
    for word in words:
        if not word.is_content or word.is_named or word.text[0].isdigit():
            continue
        if sayings or word.stem not in SAYING_STEMS:
            grouped.setdefault(word.stem, []).append(word)
    return grouped


# The speaker


def _has_other_speaker(sentence: str, sources: Sources) -> bool:
    quoted = [saying for quoted_sentence in sources.quoted for saying in sayings_in(quoted_sentence)]
    leant_on = [
        saying for start, end in split_sentences(sources.context) for saying in sayings_in(sources.context[start:end])
    ]
    publishers = Saying(verb="", speaker=frozenset(names_in(sources.stated)))
    for saying in sayings_in(sentence):
        if not saying.speaker:
            continue
        with_this_verb = [other for other in quoted if other.verb == saying.verb and other.speaker and other.verb]
        source_sayings = with_this_verb or [*quoted, *leant_on, publishers]
        if not any(_share_a_name(saying.speaker, other.speaker, sources.aliases) for other in source_sayings):
            return True
    return False


def _share_a_name(names: frozenset[str], other_names: frozenset[str], aliases: Sequence[Alias]) -> bool:
    return len(unsupported_names(names, " ".join(other_names), aliases)) < len(names)


def _drops_attribution(sentence: str, sources: Sources) -> bool:
    """Return whether what somebody says is stated as a fact. The outermost saying of a source must not be left out:
    "the US would announce it" is no attribution of "Kirby said the US would announce it".
    """
    statement_sayings = sayings_in(sentence)
    if not sources.is_speech or not statement_sayings:
        return sources.is_speech
    outermost = [sayings[0].speaker for sayings in map(sayings_in, sources.quoted) if sayings and sayings[0].speaker]
    return bool(outermost) and not any(
        not saying.speaker or _share_a_name(saying.speaker, speaker, sources.aliases)
        for saying in statement_sayings
        for speaker in outermost
    )
