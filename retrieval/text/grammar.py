"""The words of English by what they do in a sentence, as far as it takes to see what a question is about.

The closed classes are complete enough for questions. The open ones are those of everyday English, written down from a
grammar's point of view; that a word is missing costs a phrase that is a word too long.
"""

from collections.abc import Iterable

from retrieval.text.words import stem


def _as_typed(words: Iterable[str]) -> frozenset[str]:
    """Return the words, those with an apostrophe without it, too."""
    return frozenset(spelling for word in words for spelling in (word, word.replace("'", "")))


ALL_PREPOSITIONS = frozenset(
    """about above according across after against along among around as at before behind below beneath beside besides
    between beyond by concerning despite down during except for from in inside into like near of off on onto out
    outside over per regarding since than through throughout till to toward towards under until up upon versus via vs
    with within without""".split()
)
BE = _as_typed("am are be been being is isn't aren't wasn't weren't was were".split())
HAVE = _as_typed("had hadn't has hasn't have haven't having".split())
ALONGSIDE = _as_typed(
    """can can't cannot could couldn't did didn't do does doesn't don't may might must mustn't ought shall
    should shouldn't will won't would wouldn't""".split()
)
"""The auxiliaries that a verb in its plain form follows."""
ALL_AUXILIARIES = BE | HAVE | ALONGSIDE
ENGLISH_ARTICLES = frozenset({"a", "an", "the"})
ALL_DETERMINERS = ENGLISH_ARTICLES | frozenset(
    """all another any both each every few many most much my no other our several some such that these this
    those your""".split()
)
SUBJECTS = frozenset({"i", "you", "he", "she", "we", "they"})
"""The pronouns that stand right before their verb, or an adverb of it."""
INDEFINITE_PEOPLE = frozenset({"anybody", "anyone", "everybody", "everyone", "nobody", "somebody", "someone"})
TAKE_A_VERB = frozenset("able going had has have how need needs ought supposed try trying used want wants".split())
"""The words after which "to" stands before a verb."""
SINGULAR_THINGS = frozenset({"it", "its", "itself"})
MANY_THINGS = frozenset({"they", "them", "their", "theirs", "themselves"})
MEN = frozenset({"he", "him", "his", "himself"})
WOMEN = frozenset({"she", "her", "hers", "herself"})
DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
ALL_PRONOUNS = (
    SINGULAR_THINGS
    | MANY_THINGS
    | MEN
    | WOMEN
    | INDEFINITE_PEOPLE
    | frozenset(
        """anything everything i me mine myself none nothing one oneself ones other others something there us we you
    yours yourself""".split()
    )
)
WITH_THEIR_VERB = _as_typed("how's what's when's where's who's why's".split())
"""The question words that have their verb with them."""
QUESTION_WORDS = WITH_THEIR_VERB | frozenset("how what when where which who whom whose why".split())
CONJUNCTIONS = frozenset("although and because but if nor or so that though unless whereas whether while".split())
ADVERBS = frozenset(
    """again ago alone already also always anymore away back ever even exactly far fast here how however instead just
    later long lot maybe more most much nearby never not now often once only perhaps please pretty quite rather
    really recently still sometimes soon then therefore today together tomorrow too twice usually very well yesterday
    yet""".split()
)
OF_NO_PHRASE = (
    ALL_PREPOSITIONS | ALL_AUXILIARIES | ALL_DETERMINERS | ALL_PRONOUNS | QUESTION_WORDS | CONJUNCTIONS | ADVERBS
)

VERBS_ASKED_WITH = frozenset(
    stem(word)
    for word in """accept achieve activate act add adopt affect agree allow announce apply appear argue arrive
    ask assign attack attend avoid ban become begin bear believe belong born borrow break bring build burn buy
    calculate call cancel carry catch cause change charge check choose claim clean close collapse collect come compare
    complain configure connect consider consist contain continue contribute convert cook cost count cover create cure
    cut deal decide declare define delete deliver deny depend describe design destroy detect determine develop diagnose
    die differ disable discover discuss distribute divide do download draw drink drive earn eat elect enable end
    enforce enter erupt escape establish evolve exist expect expire explain export extend fail fall feed feel fight
    fill find finish fix flow fly follow form found function gain get give go grow handle happen hear heal help hide
    hire hold hunt identify ignore implement import improve include increase influence inherit install introduce invade
    invent invest involve join keep kill know land last launch lay lead learn leave lend let lie limit live load locate
    look lose lower make manage manufacture matter mean measure meet migrate mix move need obtain occur offer open
    operate order originate own participate pass pay perform pick play prepare prevent print process produce protect
    prove provide publish put raise reach react read receive recommend record recover reduce refer refuse register
    reject relate release remain remove repair replace report reproduce request require resign respond restart retire
    return run save say see seek sell send serve set settle share show sign sleep smell sound speak spend split spread
    stand start stay steal stop store submit succeed suffer suggest support survive swim take talk taste teach tell
    test think throw train transmit travel treat try turn understand update upgrade use visit vote wait walk want warn
    wash watch wear win work write""".split()
)
"""The stems of verbs that questions are asked with."""
TAKE_OF = frozenset(
    stem(word)
    for word in """address advantage age aim amount application author average background base basis beginning
    benefit birthplace boundary budget capacity capital cause ceo characteristic child climate colour color component
    composition concentration condition consequence content core cost creator culture cure currency custom date
    daughter deadline death definition dose difference disadvantage discovery distance downside drawback duration
    economy effect efficiency end ending environment evidence example extent father feature finding flag form formula
    founder function future goal height highlight history husband idea impact importance influence ingredient inventor
    key kind leader length lifespan likelihood limit limitation location main maximum meaning mechanism member method
    minimum mission mother motive name nature number opinion origin outcome owner parent part pattern percentage phase
    population price probability procedure process prognosis prospect purpose range rate reason remedy requirement
    result risk role root rule scope score shape side sign significance similarity size solution son source speed stage
    status step structure style success summary symptom taste temperature term theme theory title top trait treatment
    type use value variety version victim wavelength weakness wife winner year""".split()
)
"""The stems of nouns that are of something: where that is not said, it is what was spoken of before."""
ANYWHERE = frozenset(
    stem(word)
    for word in """action affect alternative amount animal answer area available bad bank benefit best better
    big cheap child city common company consequence constitute cost country day deadline detail determine develop die
    difference different difficult document dose easy effective event evidence example exist expensive expert fact
    factor family famous fast find first form future game generation good government group happen harmful helpful high
    history human idea important impact improve increase information involve item issue key know large last law leader
    level list little long main major make man market material matter mean measure member method minor modern money
    month most move name need new next normal number occur old option order organisation organization origin other part
    people person place play possible price problem process produce product project purpose quality quantity question
    react reaction reason recent recommend record reduce region related required requirement research response rest
    result right rise risk role rule safe say scientist side sign significant similar site situation size small
    solution solve source special specific stage start state step stop study success suggest support symptom system
    take technique technology theory thing think time tool top town treat treatment true type typical use used useful
    user version view way weight woman word work world worst year affected needed found sort stuff trouble""".split()
)
"""The stems of words that go with any subject: a question of nothing else does not say what it is about."""
PEOPLE = frozenset(
    """actor actress artist aunt author boss boy bride brother ceo chairman chancellor chief coach composer
    daughter director doctor emperor father founder friend girl guest husband inventor king lawyer leader man mayor
    member minister moderator mother nurse officer opponent owner painter partner patient philosopher poet politician
    president prince princess professor prophet queen scientist secretary singer sister son spouse spokesman spokeswoman
    student teacher treasurer victim volunteer wife uncle winner witness woman writer""".split()
)
COLLECTIVES = frozenset(
    """agency army association authority brigade club college committee company council court crew
    department family firm government group guild jury ministry organisation organization party police school
    service society staff team union university""".split()
)
"""Nouns that are one, and of several people: "they" are."""
ARE_PEOPLE = frozenset(
    "accused blind dead deaf disabled elderly injured living old poor rich sick wounded young".split()
)
"""Adjectives that with an article are people: "the injured"."""
MALE = frozenset("actor boy brother chairman emperor father husband king man prince son spokesman uncle".split())
FEMALE = frozenset("actress aunt bride daughter girl mother princess queen sister spokeswoman wife woman".split())
PLURALS_WITHOUT_S = frozenset(
    """bacteria cattle children criteria data feet fungi geese krill media men mice people phenomena police
    teeth women""".split()
)
SINGULARS_WITH_S = frozenset(
    """aids analysis arthritis asbestos atlas basis bias bus business cannabis canvas chess class corps crisis
    diabetes economics ethics gas glass grass hepatitis lens loss mathematics measles mumps news oasis physics plus
    politics process rabies series species tennis thesis tuberculosis virus""".split()
)
