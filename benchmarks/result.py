"""The frame of every result: what a program may be told, and when, where and with what it was measured."""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_VECTOR_UNITS = {"avx512_vnni": "AVX-512 VNNI", "avx_vnni": "AVX VNNI", "avx512f": "AVX-512", "avx2": "AVX2"}
"""Instructions by the flag that a processor tells them by, the widest first."""


def options(description: str | None, *, repeats: int) -> argparse.Namespace:
    """Read `corpus`, `repeats` and `out` from the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--repeats", type=int, default=repeats)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    return parser.parse_args()


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def publish(measured: Mapping[str, object], packages: Sequence[str], out: Path | None) -> None:
    """Print what was measured, and write it to `out`, with the date, the machine and the versions of these packages."""
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}{_vector_units()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        **measured,
    }
    text = json.dumps(result, indent=2)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    print(text)


def _vector_units() -> str:
    """Return the widest vector instructions of this processor, which int8 networks take most of their time in; nothing
    where the system does not tell.
    """
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return ""
    flags = {flag for line in told.splitlines() if line.startswith("flags") for flag in line.split()}
    widest = next((name for flag, name in _VECTOR_UNITS.items() if flag in flags), "")
    return f" with {widest}" if widest else ""


def cpu_milliseconds(work: Callable[[], object]) -> float:
    """Return the CPU time of some work, of all threads of this process: what others do meanwhile adds little to it."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


class Goal(NamedTuple):
    """A ratio, and what it should be at least or at most; neither where it is told and no more."""

    what: str
    ratio: float
    least: float | None = None
    most: float | None = None


def goals_of(goals: Iterable[Goal]) -> list[dict[str, object]]:
    """Return each as a row of the table: what, ratio, goal, and whether it is met."""
    rows: list[dict[str, object]] = []
    for what, ratio, least, most in goals:
        met = (least is None or ratio >= least) and (most is None or ratio <= most)
        goal = f">= {least}" if least is not None else f"<= {most}" if most is not None else ""
        rows.append({"what": what, "ratio": round(ratio, 2), "goal": goal, "met": "met" if met else "missed"})
        if not goal:
            rows[-1]["met"] = ""
    return rows
