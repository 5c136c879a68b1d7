"""The words of a source in another order, and across what was left out."""

import pytest

from retrieval.writing.grounding.english.word_order import reorders

SOLD = "Jake Sullivan said that Iran's sale of drones to Russia might be contributing to war crimes in Ukraine."
ENDED = "The embargo on arms ended in October 2020, but the restrictions on missiles are in place until October 2023."
PILOTED = "The Iranians were trainers, and the Russians were piloting the drones, which have caused great damage."
GAVE = "Since August, Iran has provided Russia with more than 400 UAVs, primarily of the Shahed variety."
EFFECT = "On whether sanctions are effective, Kirby said sanctions were a long-term tool."


@pytest.mark.parametrize(
    ("statement", "quoted"),
    [
        ("Sullivan said that Russia's sale of drones to Iran might be contributing to war crimes in Ukraine.", SOLD),
        ("The restrictions on missiles ended in October 2020.", ENDED),
        ("The restrictions on arms are in place until October 2023.", ENDED),
        ("The Iranians have caused great damage.", PILOTED),
        ("Volodymyr Zelenskyy appealed to the government to oppose the people of Iran.",
         "Volodymyr Zelenskyy appealed to the people of Iran to oppose the government."),
    ],
)  # fmt: skip
def test_what_says_something_else(statement: str, quoted: str) -> None:
    assert reorders(statement, [quoted])


@pytest.mark.parametrize(
    ("statement", "quoted"),
    [
        ("Iran's sale of drones to Russia might be contributing to war crimes in Ukraine, Sullivan said.", SOLD),
        ("According to Sullivan, Iran's sale of drones might be contributing to war crimes.", SOLD),
        ("In October 2020 the embargo on arms ended.", ENDED),
        ("The Russians were piloting the drones, which have caused great damage.", PILOTED),
        ("More than 400 UAVs have gone to Russia since August, most of them of the Shahed variety.", GAVE),
        ("Kirby said sanctions were a long-term tool.", EFFECT),
        ("Ten drones were shot down by Ukraine over Kyiv.", "Ukraine shot down ten drones over Kyiv in May."),
    ],
)
def test_what_says_the_same(statement: str, quoted: str) -> None:
    assert not reorders(statement, [quoted])


def test_a_word_that_two_sources_have_has_no_place_of_its_own() -> None:
    sources = ["Iran denied sending arms to Russia.", "The embargo on arms ended in October."]
    assert not reorders("Iran denied sending arms to Russia, and the embargo on arms ended in October.", sources)
