"""Sources that can be opened, in Discord: the bot in this process, over documents that state where they are."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.discord.fake.reading import description
from tests.discord.house import House, a_house, ended

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIT = "The Skerryvore lighthouse was first lit on 1 February 1844."
STATED = f"---\ntitle: The [lighthouse]\nurl: https://news.example.org/lit\n---\n{LIT}\n"
HOSTILE = (
    f"---\ntitle: Boats\nurl: 'https://a.example](https://evil.example'\n---\n# Boats\n\n## At the quay\n\n{LIT}\n"
)
FOUND = ":~:text=The%20Skerryvore%20lighthouse%20was%20first%20lit%20on%201%20February%201844."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with a_house(folder, source_url="https://docs.example.org/{page}#{anchor}") as house:
        (house.corpus / "stated.md").write_text(STATED)
        (house.corpus / "boats.md").write_text(HOSTILE)
        await house.managed("corpus reload")
        yield house


async def test_titles_lead_where_documents_state_or_the_setting_says(house: House) -> None:
    found = await ended(await house.discord.slash("source search", {"query": "Skerryvore lighthouse lit"}))
    headings = {line.partition(" ")[2] for line in description(found).splitlines() if line.startswith("**")}
    assert f"[Boats](https://docs.example.org/boats#at-the-quay{FOUND})" in headings
    # A bracket of a title might end the link early: there the link stands behind it.
    assert f"The \\[lighthouse\\] [Original ↗](https://news.example.org/lit#{FOUND})" in headings
    assert "evil.example" not in description(found)


async def test_a_source_and_a_document_have_a_button_that_opens_the_original(house: House) -> None:
    found = await ended(await house.discord.slash("source search", {"query": "Skerryvore lighthouse lit"}))
    mark = next(line.split("**")[1] for line in description(found).splitlines() if "[Boats]" in line)
    pressed = await ended(await house.press(found, mark))
    assert [button.url for button in pressed.buttons if button.url] == [
        f"https://docs.example.org/boats#at-the-quay{FOUND}"
    ]
    shown = await ended(await house.discord.slash("source show", {"document": "boats.md"}))
    assert [button.url for button in shown.buttons if button.url] == ["https://docs.example.org/boats"]


async def test_an_answer_has_links_too(house: House) -> None:
    asked = await ended(await house.discord.slash("ask", {"question": "When was the Skerryvore lighthouse first lit?"}))
    assert "](https://" in description(asked)
