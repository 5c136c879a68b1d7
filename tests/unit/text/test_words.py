from collections.abc import Mapping, Sequence

import pytest

from retrieval.documents.chunking import chunk
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.irregular import singular_of
from retrieval.text.words import (
    FEWEST_TOKENS_TO_TELL,
    content_stems,
    fold,
    is_stop_word,
    looks_english,
    stem,
    stems,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran denied it.", ["Iran", "denied", "it"]),
        ("Shahed-136", ["Shahed", "136"]),
        ("the U.S. said", ["the", "U.S.", "said"]),
        ("1,000 or 3.5 drones", ["1,000", "or", "3.5", "drones"]),
        ("Iran's and Iran’s", ["Iran's", "and", "Iran’s"]),
        ("O'Neil", ["O'Neil"]),
        ("snake_case", ["snake", "case"]),
        ("Дронов было 400", ["Дронов", "было", "400"]),
        ("伊朗", ["伊朗"]),
        ("末班车几点开？", ["末班", "班车", "车几", "几点", "点开"]),
        ("車。", ["車"]),
        ("USB接口3个", ["USB", "接口", "3", "个"]),
        ("図書館は", ["図書", "書館", "館は"]),
        ("ห้อง 12", ["ห้", "้อ", "อง", "12"]),
        ("cafe\u0301 na\u0131\u0308ve", ["cafe\u0301", "na\u0131\u0308ve"]),
        ("يُغلق الباب", ["يُغلق", "الباب"]),
        ("می\u200cرود", ["می\u200cرود"]),
        ("किताबें ले", ["किताबें", "ले"]),
        ("தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("🛩️ … — !?", []),
        ('" OR 1=1 NEAR(', ["OR", "1", "1", "NEAR"]),
        ("\x00\x07\ud800", []),
        ("", []),
    ],
)
def test_tokens_are_the_words_and_numbers_as_written(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("drones", "drone"),
        ("Drones", "DRONE"),
        ("supplied", "supplying"),
        ("Iran's", "Iran"),
        ("Iran’s", "iran"),
        ("Kottasová", "KOTTASOVA"),
        ("U.S.", "USA"),
        ("US", "U.S.A."),
        ("1,000", "1000"),
        ("Straße", "STRASSE"),
        ("ﬁnd", "find"),
        ("４００", "400"),
        ("𝐃𝐫𝐨𝐧𝐞", "drone"),
        ("ℌouse", "house"),
        ("na\u0131\u0308f", "naıf"),
        ("يُغلق", "يغلق"),
        ("المـــرسى", "المرسى"),
        ("می\u200cرود", "میرود"),
    ],
)
def test_forms_of_one_word_are_the_same(form: str, other: str) -> None:
    assert stem(form) == stem(other)


@pytest.mark.parametrize(("form", "other"), [("US", "us"), ("3.5", "35"), ("Iran", "Iraq"), ("Iran", "Iranian")])
def test_other_words_are_not(form: str, other: str) -> None:
    assert stem(form) != stem(other)


@pytest.mark.parametrize("text", ["Kottasová", "STRASSE", "ﬁ", "𝐃rone", "ℌ", "İstanbul", "ǅ", "Ⅻ", "①"])
def test_what_is_folded_once_is_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("plural", "word"),
    [
        *(("wolves", "wolf"), ("Knives", "knife"), ("midwives", "midwife"), ("bookshelves", "bookshelf")),
        *(("thieves", "thief"), ("scarves", "scarf"), ("elves", "elf"), ("grandchildren's", "grandchild")),
        *(("women", "woman"), ("firemen", "fireman"), ("Feet", "foot"), ("criteria", "criterion")),
        *(("appendices", "appendix"), ("hypotheses", "hypothesis"), ("syllabi", "syllabus"), ("quizzes", "quiz")),
    ],
)
def test_an_irregular_plural_is_its_word(plural: str, word: str) -> None:
    assert stem(plural) == stem(word)


@pytest.mark.parametrize("word", ["olives", "twelves", "delves", "grooves", "archives", "specimen", "people", "leaves"])
def test_what_only_ends_like_an_irregular_plural_is_none(word: str) -> None:
    assert singular_of(word) == word


@pytest.mark.parametrize("word", ["boycott", "staff", "sheriff", "tariff"])
def test_a_word_that_ends_with_a_letter_twice_is_one_with_its_forms(word: str) -> None:
    assert len({stem(f"{word}{ending}") for ending in ("", "s", "ed", "ing")}) == 1


def test_stems_keep_order_and_stop_words() -> None:
    assert stems("The drones and the drones") == ["the", "drone", "and", "the", "drone"]


def test_content_stems_are_the_words_with_meaning_in_order_and_once() -> None:
    question = "Did the U.S. say that Iran's drones, the drones, are Iranian?"
    assert content_stems(question) == ["usa", "say", "iran", "drone", "iranian"]


@pytest.mark.parametrize("word", ["the", "The", "isn't", "isn’t", "WHO", "us", "how", "many", "much"])
def test_a_function_word_or_a_word_that_asks_is_a_stop_word(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["US", "Iran", "drones", "400", "oppose"])
def test_a_word_with_meaning_is_none(word: str) -> None:
    assert not is_stop_word(word)


class WordCounter:
    """A `TokenCounter`: about as many tokens a word as the embedding model finds in the corpus."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [round(len(text.split()) * 1.35) for text in texts]


def test_every_body_passage_of_the_corpus_looks_english(corpus: Mapping[str, Document]) -> None:
    passages = [passage for document in corpus.values() for passage in chunk(document, WordCounter())]
    body = [passage.text for passage in passages if passage.kind is PassageKind.BODY]
    assert len(body) > 30
    assert [text for text in body if not looks_english(text)] == []


GERMAN = """Die iranische Regierung hat am Montag erneut bestritten, dass sie vor dem Beginn des Krieges Drohnen an
    Russland geliefert habe, und sprach von haltlosen Vorwürfen aus dem Westen."""
OTHERS = {
    "German": GERMAN,
    # Many of whose words are written as English ones are.
    "German: was, in, will, so": """Was an diesem Abend in der Hauptstadt geschah, will er so nicht gesagt haben: Er war
        in Berlin, und was man ihm am Telefon erzählte, hat er erst im Herbst verstanden.""",
    "French": """Le gouvernement iranien a nié lundi avoir livré des drones à la Russie avant le début de la guerre en
        Ukraine, et a parlé d'accusations sans fondement venues de l'Occident.""",
    "French: on, a, as": """On a dit que tu as tort, que la France a été la première à réagir et a envoyé des experts;
        on ne sait pas encore ce qu'ils ont trouvé, a indiqué le ministre.""",
    "Spanish": """El gobierno iraní negó el lunes haber entregado drones a Rusia antes del comienzo de la guerra en
        Ucrania y habló de acusaciones sin fundamento por parte de Occidente.""",
    "Spanish: no, me, he, has": """No me has dicho nada: no he visto a nadie, no he hablado con nadie y no me consta que
        el gobierno haya tomado ninguna decisión sobre el asunto todavía.""",
    "Dutch: of, is, over, we": """Of het nu was in Kiev of in Moskou: we weten over het algemeen niet of er in die week
        drones zijn geleverd, is in Den Haag te horen, en dat is zo.""",
    "Russian": """Иранское правительство в понедельник вновь опровергло сообщения о том, что оно поставляло России
        беспилотники до начала войны на Украине, и назвало эти обвинения совершенно необоснованными и политическими.""",
    "Persian": """دولت ایران روز دوشنبه بار دیگر این گزارش را رد کرد که پیش از آغاز جنگ در اوکراین به روسیه پهپاد داده
        است و آن را اتهامی بی‌اساس از سوی کشورهای غربی خواند.""",
    "Turkish": """İran hükümeti pazartesi günü, Ukrayna'daki savaşın başlamasından önce Rusya'ya insansız hava aracı
        teslim ettiği yönündeki haberleri bir kez daha yalanladı ve bunların Batılı ülkelerin asılsız suçlamaları
        olduğunu söyledi; on gün sonra her iki ülke de o anlaşmayı imzaladı.""",
    "a name in English": f"The Washington Post: {GERMAN} {GERMAN} {GERMAN}",
    "Chinese": "图书馆每天上午九点开门，晚上八点关门。每周一闭馆。" * 3,
    "Indonesian": """Pemerintah pada hari Senin kembali membantah laporan yang menyebutkan bahwa mereka telah mengirim
        barang itu dengan kapal untuk pelanggan di luar negeri.""",
    "Finnish": """Hallitus kiisti maanantaina jälleen väitteet, joiden mukaan se olisi toimittanut lennokkeja ennen
        sodan alkua, ja sanoi syytöksiä täysin perusteettomiksi. Päätös tehtiin myöhään yöllä.""",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_other_languages_do_not_look_english(text: str) -> None:
    assert not looks_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🛩️",
        "Nein, danke.",
        "w " * (FEWEST_TOKENS_TO_TELL - 1),
        "THE IRANIANS’ DRONES WEREN’T THEIRS, AND NOBODY SAID WHERE THEY’D COME FROM OR WHO SENT THEM IN AUGUST.",
        "Present at the signing were " + "Amir-Abdollahian, Bagheri, Kuleba, Reznikov, Lavrov, Shoigu, Kirby, " * 4,
    ],
)
def test_what_is_english_or_too_short_to_tell_looks_english(text: str) -> None:
    assert looks_english(text)


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("Lavrov, Shoigu, Kirby, Price, Sullivan, Austin, Milley. " * 4, True),
        (f"“The drones and the war”, from the report that they sent, with this: {GERMAN}", True),
    ],
)
def test_where_it_errs(text: str, looks: bool) -> None:
    assert looks_english(text) is looks


CODE = {
    "commands": "pip install tidewatch[server]\npython -m venv env\nsource env/bin/activate\n" * 4,
    "settings": "poll_interval: 45\nstorage:\n  path: /var/lib/tidewatch\n  retention_days: 90\nLOG_LEVEL: warning\n"
    * 3,
    "a function": "def load(path: Path) -> Config:\n    raw = json.loads(path.read_text())\n    return Config(**raw)\n"
    * 4,
    "a table": "| Pier | Platforms | Opened |\n| --- | --- | --- |\n| North | 7 | 1931 |\n| South | 3 | 1954 |\n" * 3,
    "figures": "Shahed-131: 2.6 m, 135 kg. " * 5,
    "SQL": "SELECT name, price FROM plans JOIN users ON plans.id = users.plan_id WHERE price > 10 ORDER BY name;\n" * 3,
}


@pytest.mark.parametrize("text", CODE.values(), ids=CODE.keys())
def test_code_and_tables_are_no_other_language(text: str) -> None:
    assert looks_english(text)


@pytest.mark.parametrize("text", ["每周一闭馆。", "Дронов было 400.", "Nein, sie kamen nicht aus dem Iran."])
def test_a_short_text_in_another_language_is_told(text: str) -> None:
    assert not looks_english(text)
