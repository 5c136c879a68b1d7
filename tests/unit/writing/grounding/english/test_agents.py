"""Who does what a statement tells, and what was left out that narrows it."""

import pytest

from retrieval.writing.grounding.english.agents import drops_what_narrows, has_other_agent

AMINI = "Mahsa Amini, who was killed days after being arrested by the Iranian morality police, was 22."
KILLED = "Ukrainian officials said the military had killed ten Iranians."
SHOT = "Ukraine said it shot down all but one of the drones."
DEALS = "Cleverly claimed that “sordid deals” between Russia and Iran were threatening global security."
SOUGHT = "Mr Biden had sought a return to the deal in return for a lifting of sanctions."


@pytest.mark.parametrize(
    ("statement", "quoted"),
    [
        ("Mahsa Amini was killed by the morality police.", AMINI),
        ("Ukrainian officials said Iranians had killed ten of the military.", KILLED),
        ("Ukraine said all but one of the drones shot it down.", SHOT),
        ("Cleverly claimed that Russia and Iran were threatening global security.", DEALS),
    ],
)
def test_what_somebody_else_did(statement: str, quoted: str) -> None:
    assert has_other_agent(statement, [quoted])


@pytest.mark.parametrize(
    ("statement", "quoted"),
    [
        ("Mahsa Amini was arrested by the morality police.", AMINI),
        ("The military had killed ten Iranians, Ukrainian officials said.", KILLED),
        ("Ten Iranians had been killed, Ukrainian officials said.", KILLED),
        ("Ukraine shot down all but one of the drones.", SHOT),
        ("Deals between Russia and Iran were threatening global security, Cleverly claimed.", DEALS),
        ("Biden had sought a return to the deal in return for a lifting of sanctions.", SOUGHT),
    ],
)
def test_what_the_same_did(statement: str, quoted: str) -> None:
    assert not has_other_agent(statement, [quoted])


@pytest.mark.parametrize(
    ("statement", "quoted", "drops"),
    [
        ("Iran sent UAVs of one kind.", "Iran sent UAVs, primarily of one kind.", True),
        ("Iran sent UAVs, mostly of one kind.", "Iran sent UAVs, primarily of one kind.", False),
        ("Iran sent UAVs, most of them of one kind.", "Iran sent UAVs, primarily of one kind.", False),
        ("Iran sent UAVs.", "Iran sent UAVs, primarily of one kind.", False),
        ("There is mistrust.", "Historically, there is mistrust.", True),
        ("Iran seeks billions of dollars.", "Iran seeks billions of dollars worth of arms.", True),
        ("Iran seeks billions of dollars worth of arms.", "Iran seeks billions of dollars worth of arms.", False),
    ],
)
def test_what_narrows_a_claim_is_not_left_out(statement: str, quoted: str, drops: bool) -> None:
    assert drops_what_narrows(statement, [quoted]) is drops
