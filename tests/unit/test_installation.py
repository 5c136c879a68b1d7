"""The command that installs an extra, wherever this was installed from."""

import sys

import pytest

from retrieval.installation import install_command, reinstall_command
from tests.conftest import ROOT


@pytest.mark.parametrize("extra", ["models", "openai"])
def test_wheel_is_extended_in_the_environment_that_runs(extra: str) -> None:
    command = install_command(extra, is_checkout=False)
    assert command.endswith(f" 'footnote[{extra}]'")
    assert sys.executable in command
    assert sys.executable in reinstall_command("langchain-openai", is_checkout=False)


def test_checkout_is_extended_from_its_lock_files() -> None:
    assert install_command("models", is_checkout=True) == "make models"
    for command in (install_command("openai", is_checkout=True), reinstall_command("openai", is_checkout=True)):
        assert "--require-hashes" in command
        assert (ROOT / command.rpartition(" ")[2]).is_file()
