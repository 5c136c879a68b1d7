"""`footnote config`: the settings in force, and where each comes from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource
from rich.console import Group
from rich.table import Table
from rich.text import Text

from bot.settings import BotSettings
from retrieval import RetrievalSettings, SettingsError
from retrieval.faults import SettingsFault
from retrieval.terminal import ERR, Invocation, print_text
from retrieval.text import one_line

_IS_HIDDEN, _IS_UNSET = "set, not shown", "not set"
_LOGIN = re.compile(r"//[^/@]*@")
_STANDS_FOR_WHAT_IS_NOT_SET = SecretStr("-")


class SettingSource(StrEnum):
    """Where a value comes from."""

    DEFAULT = "default"
    ENVIRONMENT = "environment"
    ENV_FILE = ".env"
    NAMED = "command line"
    NOTED = "data folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingInForce:
    """A setting, as the environment calls it. `value` is None where it is not set, or a secret (`is_hidden`); `fault`
    says why it cannot be used.
    """

    name: str
    value: str | int | float | bool | None
    source: SettingSource
    is_hidden: bool = False
    fault: str | None = None

    @property
    def in_words(self) -> str:
        if self.fault is not None:
            return "cannot be used"
        if self.is_hidden:
            return _IS_HIDDEN
        return _IS_UNSET if self.value is None else str(self.value)


def show(invocation: Invocation) -> bool:
    """Show the settings in force, and return whether all can be used."""
    with invocation.showing_errors():
        found = [*settings_in_force(RetrievalSettings, named=_named(invocation)), *settings_in_force(BotSettings)]
    if not any(setting.fault for setting in found if setting.name.lower() in RetrievalSettings.model_fields):
        # A data folder goes with the corpus folder that was indexed in it.
        corpus = str(invocation.settings_of_corpus().corpus_dir)
        found = [
            replace(setting, value=corpus, source=SettingSource.NOTED)
            if setting.name == "CORPUS_DIR" and setting.value != corpus
            else setting
            for setting in found
        ]
    invocation.show(_table(found), [_as_object(setting) for setting in found])
    faulty = [setting for setting in found if setting.fault is not None]
    for setting in faulty:
        ERR.print(Text(one_line(f"{setting.name} cannot be used: {setting.fault}")))
    return not faulty


def print_example() -> None:
    print_text(files("footnote").joinpath("env.example").read_text(encoding="utf-8"))


def settings_in_force(kind: type[BaseSettings], named: Mapping[str, Path] | None = None) -> Iterator[SettingInForce]:
    """Yield each setting of a kind; what is `named` wins over the environment, and that over `.env`. Raises
    SettingsError where `.env` cannot be read.
    """
    try:
        sources = {
            SettingSource.NAMED: named or {},
            SettingSource.ENVIRONMENT: EnvSettingsSource(kind)(),
            SettingSource.ENV_FILE: DotEnvSettingsSource(kind)(),
        }
    except UnicodeDecodeError as error:
        raise SettingsError(SettingsFault.FILE_NOT_UTF_8, reason=str(error)) from error
    values, faults = _read(kind, named or {})
    for field in kind.model_fields:
        source = next((source for source, given in sources.items() if field in given), SettingSource.DEFAULT)
        value = values.get(field)
        is_hidden = isinstance(value, SecretStr)
        yield SettingInForce(
            name=field.upper(),
            value=None if is_hidden or field in faults else _shown(value),
            source=source,
            is_hidden=is_hidden,
            fault=faults.get(field),
        )


def _read(kind: type[BaseSettings], named: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, str]]:
    """Return the values of all settings, and why those cannot be used that cannot: each of these is then left out."""
    faults: dict[str, str] = {}
    stand_ins: dict[str, Any] = {}
    unset: set[str] = set()
    while True:
        try:
            read = kind(**{**named, **stand_ins})
        except ValidationError as error:
            for each in error.errors(include_input=False):
                field = str(each["loc"][0])
                if field in stand_ins:
                    raise
                is_required = kind.model_fields[field].is_required()
                stand_ins[field] = _STANDS_FOR_WHAT_IS_NOT_SET if is_required else kind.model_fields[field].default
                if each["type"] == "missing":
                    unset.add(field)
                else:
                    faults[field] = each["msg"]
        else:
            return {field: None if field in unset else value for field, value in read}, faults


def _shown(value: object) -> str | int | float | bool | None:
    """Return a value as it is shown: a login in an address is left out."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return _LOGIN.sub("//…@", str(value))


def _named(invocation: Invocation) -> dict[str, Path]:
    folders = {"corpus_dir": invocation.corpus, "data_dir": invocation.data}
    return {field: folder for field, folder in folders.items() if folder is not None}


def _table(found: list[SettingInForce]) -> Group:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for setting in found:
        style = "dim" if setting.source == SettingSource.DEFAULT else ""
        cells = (setting.name, setting.in_words, setting.source)
        table.add_row(*(Text(one_line(cell), style=style) for cell in cells))
    file = Path(".env").absolute()
    there = "read" if file.is_file() else "not there"
    return Group(table, Text(f"\n{SettingSource.ENV_FILE} is {one_line(str(file))} ({there}).", style="dim"))


def _as_object(setting: SettingInForce) -> dict[str, object]:
    return {
        "setting": setting.name,
        "value": setting.value,
        "is_set": setting.is_hidden or setting.value is not None,
        "is_hidden": setting.is_hidden,
        "source": setting.source,
        "fault": setting.fault,
    }
