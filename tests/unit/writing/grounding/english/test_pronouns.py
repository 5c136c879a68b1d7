"""Whether a pronoun of a statement stands for something that it names."""

import pytest

from retrieval.writing.grounding.english.pronouns import refers_outside
from retrieval.writing.grounding.statement_text import without_quotations

OUTSIDE = """
Iran denied it.
Kirby said it.
It denied sending arms to Russia.
He said that Iran had sent 400 drones.
They were used against Kyiv.
A spokesman for Iran denied it on Monday.
This was denied by Iran.
That was denied by Iran.
Iran denied that.
Iran denied this.
Iran's ambassador to the UN called this an erroneous interpretation of the resolution.
This claim was denied by Iran.
Iran denied this claim.
These drones were made in Iran.
Ukraine said that these drones were Iranian.
Iran and Russia denied it.
Iran has agreed to support it.
We do not believe the claims.
Kirby praised him.
Its ambassador denied sending arms.
Iran, which denied it, sent drones.
Iran denied such accusations.
Iran denied the accusations.
Iran denied the same.
Iran denied doing so.
In response, Iran denied sending arms.
32 of which were shot down by Ukraine.
It told reporters it would be hard to argue that the relationship had not grown.
His government denied the report.
Kirby spoke about it.
It is accused of sending drones.
It was told that the drones were gone.
It has denied that drones were sent.
They said that Iran is seeking equipment.
Last week, it denied sending arms.
On Monday, Iran denied it.
Those claims were denied by Iran.
"""
WITHIN = """
Iran denied that it had sent drones.
Ukraine said it shot down all but one of the drones in the attack.
Iran denied sending arms, while Cleverly accused it of providing Russia with hundreds of drones.
Kirby told reporters it would be hard to argue that the relationship had not grown stronger.
It is unclear whether Iran sent drones.
It was reported that Iran sent drones.
In its report, the UN said that Iran had sent drones.
When it invaded Ukraine, Russia had few drones.
By 17 October, Russia had obtained Iranian suicide drones, which it used to attack civilian infrastructure.
The strike on 20 June used 35 Shahed drones, of which Ukraine shot down 32.
Iran bought the drones and used them.
Russia used the drones, and Iran denied it.
The embargo ended in October 2020, and Iran welcomed it.
Iran asked Russia to support it.
The Institute for the Study of War assessed that they are likely IRGC-affiliated personnel.
Kirby told the US that sanctions would come this week.
The US sent drones this year.
Iran sent drones. This angered Ukraine.
Volodymyr Zelenskyy appealed to the people of Iran to oppose their government.
The evidence that Iran is helping Russia wage its war is clear.
Burns said that "it is a lot of mistrust".
Those who sent drones denied that they had sent missiles.
The drone that hit Kyiv was Iranian.
It is likely that Iran sent drones.
CIA Director William Burns said in December that his country was concerned about the growing cooperation.
Tehran made no immediate public reaction to the US allegations.
The US made claims, and Iran denied the claims.
Iran denied the allegations of drone transfers.
Several of the drones were shot down.
Sanctions made it harder to build munitions.
It took two years for Iran to build drones.
Iran may be helping Russia since it needs money.
Officials said that their drones were Iranian.
"""


@pytest.mark.parametrize("statement", OUTSIDE.strip().splitlines())
def test_what_stands_for_nothing_that_is_named(statement: str) -> None:
    assert refers_outside(without_quotations(statement))


@pytest.mark.parametrize("statement", WITHIN.strip().splitlines())
def test_what_stands_for_something_that_is_named_or_for_nothing_at_all(statement: str) -> None:
    assert not refers_outside(without_quotations(statement))


@pytest.mark.parametrize("statement", ["According to Iran, it was false.", "Kirby told Iran it was false."])
def test_which_of_several_is_meant_is_not_asked(statement: str) -> None:
    """A limit: what it stands for is not Iran, which it might be."""
    assert not refers_outside(statement)
