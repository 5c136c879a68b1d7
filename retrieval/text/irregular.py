"""Forms of English words that no stemmer finds, and the words that they are forms of."""

from collections.abc import Mapping


def _by_form(entries: str) -> Mapping[str, str]:
    """Return the word of each form. An entry is `word:form form`, and a semicolon stands between two."""
    pairs = (entry.split(":") for entry in " ".join(entries.split()).split(";"))
    return {form: word.strip() for word, forms in pairs for form in forms.split()}


PASTS = _by_form("""be:was were been;become:became;begin:began begun;bring:brought;build:built;buy:bought;
    catch:caught;choose:chose chosen;come:came;cost:costs;cut:cuts;deal:dealt;die:died dying;draw:drew drawn;
    drive:drove driven;eat:ate eaten;fall:fell fallen;feel:felt;fight:fought;find:found;flee:fled;fly:flew flown;
    forbid:forbade forbidden;forget:forgot forgotten;freeze:froze frozen;get:got gotten;give:gave given;
    go:went gone;grow:grew grown;hear:heard;hide:hid hidden;hold:held;keep:kept;know:knew known;lead:led;
    leave:left;lend:lent;lie:lying;lose:lost;make:made;mean:meant;meet:met;overthrow:overthrew overthrown;
    pay:paid;ride:rode ridden;ring:rang rung;rise:rose risen;run:ran;say:said;see:saw seen;seek:sought;sell:sold;
    send:sent;shake:shook shaken;shoot:shot;show:shown;shrink:shrank shrunk;sing:sang sung;sink:sank sunk;
    sit:sat;sleep:slept;speak:spoke spoken;spend:spent;stand:stood;steal:stole stolen;strike:struck stricken;
    swear:swore sworn;swim:swam swum;take:took taken;teach:taught;tear:tore torn;tell:told;think:thought;
    throw:threw thrown;understand:understood;wear:wore worn;win:won;withdraw:withdrew withdrawn;write:wrote written""")
"""Verbs whose past no stemmer finds: "What did Sullivan say?" is answered by "Sullivan said"."""
_PLURALS = _by_form("""beef:beeves;elf:elves;half:halves;handkerchief:handkerchieves;hoof:hooves;
    self:selves;sheaf:sheaves;
    foot:feet;goose:geese;louse:lice;mouse:mice;dormouse:dormice;ox:oxen;penny:pence;tooth:teeth;quiz:quizzes;
    bus:buses busses;gas:gases gasses;lens:lenses;
    addendum:addenda;aquarium:aquaria;bacterium:bacteria;consortium:consortia;curriculum:curricula;
    equilibrium:equilibria;erratum:errata;honorarium:honoraria;maximum:maxima;memorandum:memoranda;millennium:millennia;
    minimum:minima;moratorium:moratoria;optimum:optima;ovum:ova;podium:podia;referendum:referenda;sanatorium:sanatoria;
    spectrum:spectra;stadium:stadia;stratum:strata;symposium:symposia;automaton:automata;criterion:criteria;
    phenomenon:phenomena;
    alga:algae;alumna:alumnae;antenna:antennae;formula:formulae;larva:larvae;nebula:nebulae;pupa:pupae;
    vertebra:vertebrae;alumnus:alumni;bacillus:bacilli;cactus:cacti;focus:foci;fungus:fungi;locus:loci;nucleus:nuclei;
    radius:radii;stimulus:stimuli;syllabus:syllabi;terminus:termini;thesaurus:thesauri;corpus:corpora;genus:genera;
    apex:apices;appendix:appendices;cortex:cortices;helix:helices;index:indices;matrix:matrices;vertex:vertices;
    vortex:vortices;
    analysis:analyses;antithesis:antitheses;crisis:crises;diagnosis:diagnoses;ellipsis:ellipses;emphasis:emphases;
    hypothesis:hypotheses;metamorphosis:metamorphoses;neurosis:neuroses;oasis:oases;paralysis:paralyses;
    parenthesis:parentheses;prognosis:prognoses;synopsis:synopses;synthesis:syntheses;thesis:theses;
    bureau:bureaux;chateau:chateaux;gateau:gateaux;milieu:milieux;plateau:plateaux;tableau:tableaux;
    businessman:businessmen;cameraman:cameramen;chairman:chairmen;clergyman:clergymen;congressman:congressmen;
    countryman:countrymen;craftsman:craftsmen;crewman:crewmen;doorman:doormen;fireman:firemen;fisherman:fishermen;
    foreman:foremen;freshman:freshmen;gentleman:gentlemen;guardsman:guardsmen;gunman:gunmen;handyman:handymen;
    horseman:horsemen;journeyman:journeymen;layman:laymen;man:men;marksman:marksmen;milkman:milkmen;nobleman:noblemen;
    ombudsman:ombudsmen;policeman:policemen;postman:postmen;repairman:repairmen;salesman:salesmen;seaman:seamen;
    serviceman:servicemen;snowman:snowmen;spokesman:spokesmen;sportsman:sportsmen;statesman:statesmen;
    tradesman:tradesmen;watchman:watchmen;workman:workmen;yeoman:yeomen""")
_PLURALS_BY_END = _by_form("""calf:calves;child:children;dwarf:dwarves;knife:knives;loaf:loaves;scarf:scarves;
    shelf:shelves;
    thief:thieves;wharf:wharves;wife:wives;wolf:wolves;woman:women""")
"""Words that others end with, too: bookshelves, midwives, grandchildren. What ends so is always such a plural."""


_PLURALS_END_IN = tuple(_PLURALS_BY_END)


def singular_of(word: str) -> str:
    """Return the word that a folded one is an irregular plural of; the same of any other. What may be a form of a verb
    as well ("leaves", "lives") or is a word of its own ("people", "data", "media", "dice") is left as it is.
    """
    if word in _PLURALS:
        return _PLURALS[word]
    if not word.endswith(_PLURALS_END_IN):
        return word
    ending = next(ending for ending in _PLURALS_END_IN if word.endswith(ending))
    return word.removesuffix(ending) + _PLURALS_BY_END[ending]
