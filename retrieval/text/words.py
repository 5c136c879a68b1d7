"""The words of a text, folded and stemmed the same way wherever words are compared: in the lexical index, in the
signals and in the search for near-duplicates.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

VERSION = 2
"""Of what `tokens` and `stem` give: a change of their results changes this, and lexical indexes are built anew."""

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_STEMMER = snowballstemmer.stemmer("english")

# English function words, and the words that make a sentence a question: they say nothing of what is asked about.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being below
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few
    for from further had hadn't has hasn't have haven't having he her here hers herself him himself his how i if in
    into is isn't it it's its itself just let many me more most much my myself no nor not of off on once only or
    other ought our ours ourselves out over own please same shall she should shouldn't so some such tell than that
    that's the their theirs them themselves then there there's these they this those through to too under until up
    upon us very was wasn't we were weren't what what's when when's where where's which while who who's whom whose
    why why's will with won't would wouldn't you your yours yourself yourselves""".split()
)

# One country, several spellings; the capitals tell "US" from "us".
_SPELLINGS = {"US": "usa", "U.S.": "usa", "USA": "usa", "U.S.A.": "usa"}

# English verbs whose past no stemmer finds: "What did Sullivan say?" is answered by "Sullivan said".
_IRREGULAR = {
    form: verb
    for verb, forms in (
        entry.split(":")
        for entry in """be:was were been;become:became;begin:began begun;bring:brought;build:built;buy:bought;
        catch:caught;choose:chose chosen;come:came;cost:costs;cut:cuts;deal:dealt;die:died dying;draw:drew drawn;
        drive:drove driven;eat:ate eaten;fall:fell fallen;feel:felt;fight:fought;find:found;flee:fled;fly:flew flown;
        forbid:forbade forbidden;forget:forgot forgotten;freeze:froze frozen;get:got gotten;give:gave given;
        go:went gone;grow:grew grown;hear:heard;hide:hid hidden;hold:held;keep:kept;know:knew known;lead:led;
        leave:left;lend:lent;lie:lying;lose:lost;make:made;mean:meant;meet:met;overthrow:overthrew overthrown;
        pay:paid;ride:rode ridden;ring:rang rung;rise:rose risen;run:ran;say:said;see:saw seen;seek:sought;sell:sold;
        send:sent;shake:shook shaken;shoot:shot;show:shown;shrink:shrank shrunk;sing:sang sung;sink:sank sunk;
        sit:sat;sleep:slept;speak:spoke spoken;spend:spent;stand:stood;steal:stole stolen;strike:struck stricken;
        swear:swore sworn;swim:swam swum;take:took taken;teach:taught;tear:tore torn;tell:told;think:thought;
        throw:threw thrown;understand:understood;wear:wore worn;win:won;withdraw:withdrew withdrawn;write:wrote written
        """.replace("\n", " ").split(";")
    )
    for form in forms.split()
    for verb in [verb.strip()]
}


def fold(text: str) -> str:
    """Case, accents and compatibility forms taken away: `Kottasová` and `KOTTASOVA` fold alike."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """The folded token's English stem; possessive endings dropped, numbers without their thousands' commas."""
    if token in _SPELLINGS:
        return _SPELLINGS[token]
    folded = fold(token).replace("’", "'").replace(".", "" if not token[0].isdigit() else ".")
    if folded[:1].isdigit():
        return folded.replace(",", "")
    word = folded.removesuffix("'s")
    return str(_STEMMER.stemWord(_IRREGULAR.get(word, word)))


def tokens(text: str) -> list[str]:
    """The words and numbers as written, in order: `Shahed-136` is two, `U.S.` and `1,000` one each."""
    return _TOKEN.findall(text)


def stems(text: str) -> list[str]:
    """The stem of every word, stop words too, in order."""
    return [stem(token) for token in tokens(text)]


def is_stop_word(token: str) -> bool:
    return token not in _SPELLINGS and token.casefold().replace("’", "'") in STOP_WORDS


def is_irregular_form(token: str) -> bool:
    """Whether it is a form of a verb that no stemmer finds, such as `said`."""
    return token.casefold() in _IRREGULAR


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order of first use, each once."""
    return list(dict.fromkeys(stem(token) for token in tokens(text) if not is_stop_word(token)))


# Words of Danish, Dutch, French, German, Italian, Polish, Portuguese, Spanish or Turkish too: "Was will er in Wien?"
_NOT_ENGLISH_ALONE = frozenset(
    """a all also am an as at do for has have he her i in is me most no of on or over so to under us was we
    will""".split()
)
_ENGLISH_ALONE = STOP_WORDS - _NOT_ENGLISH_ALONE
FEWEST_TOKENS_TO_TELL = 20
LEAST_ENGLISH_RATIO = 0.04
"""Of such function words as English alone has, among the tokens. In the shipped corpus no body passage has less than
0.15, and of 2,401 contexts of the training data two in a thousand less than 0.042; sentences of the languages above
have none, but for a name such as The Washington Post."""


def looks_english(text: str) -> bool:
    """By its function words; a text too short to tell does."""
    found = tokens(text)
    english = sum(token.casefold().replace("’", "'") in _ENGLISH_ALONE for token in found)
    return len(found) < FEWEST_TOKENS_TO_TELL or english >= LEAST_ENGLISH_RATIO * len(found)
