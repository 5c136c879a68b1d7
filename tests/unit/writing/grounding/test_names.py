"""Names, commands and codes: what of a text is one, and which sources have it."""

import pytest

from retrieval.writing.grounding.names import names_in, unsupported_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The line was founded by Ada Brook of Orlan.", ("Ada", "Brook", "Orlan")),
        ("Delete `__init__.py`, and pass --env-file .env or -v.", ("__init__.py", "--env-file", ".env", "-v")),
        ("Call httpx.get with trust_env, or set maxAge.", ("httpx.get", "trust_env", "maxAge")),
        ("Of H1N1 in the U.S. nothing was said on the 3rd.", ("H1N1", "U.S")),
        ("Mr Brook said: The ferry, which is state-run, sails.", ("Brook",)),
    ],
)
def test_names_in_finds_names_and_commands(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize("unspaced", ["请描述一个设计", "車", "เที่ยวสุดท้าย", "နောက်ဆုံး", "最終バス"])
def test_names_in_reads_beside_scripts_without_spaces(unspaced: str) -> None:
    assert {"Ada", "Yi"} <= set(names_in(f"So “{unspaced}” was read by Ada Brook {unspaced} to Wang Yi, {unspaced}."))


@pytest.mark.parametrize(
    ("statement", "sources"),
    [
        ("It was the Iranians who said so.", "Iran said so."),
        ("It was done by the IRGC.", "The Islamic Revolutionary Guard Corps did it."),
        ("It was done by the United Nations.", "The UN did it."),
        ("It is told in the U.S. alone.", "It is told in the United States alone."),
        ("In general, Brook's ferry sails.", "Ada Brook has a ferry."),
        ("Run it with --env-file today.", "The option `--env-file` names it."),
    ],
)
def test_unsupported_names_knows_other_forms(statement: str, sources: str) -> None:
    assert unsupported_names(statement, sources) == []


@pytest.mark.parametrize(
    ("statement", "sources", "missing"),
    [
        ("The ferry of Carl Orr sails.", "Ada Brook has a ferry.", ["Carl", "Orr"]),
        ("Run it with --env today.", "The option `--env-files` names it.", []),
        ("Run it with --no-env today.", "The option `--env-file` names it.", ["--no-env"]),
        ("It is written to init.py there.", "It is written to `__main__.py`.", ["init.py"]),
    ],
)
def test_unsupported_names_names_what_is_not_there(statement: str, sources: str, missing: list[str]) -> None:
    assert unsupported_names(statement, sources) == missing


@pytest.mark.parametrize("unit", ["La-", "La ", "L'a-", "La of ", "-a", "_.", "A.", "aB"])
def test_names_of_a_text_that_is_nothing_but_beginnings_are_read(unit: str) -> None:
    unsupported_names(unit * 2_000, unit * 2_000)
