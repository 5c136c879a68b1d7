"""Tries every regular expression of the product on hostile strings, and says how their cost grows.

    python -m benchmarks.patterns --chars 100000 --out benchmarks/results/patterns.json

Each is tried as it is used (found, matched, split by) on repetitions: of letters, marks, spaces and brackets, and of
what it is made of itself (`benchmarks/hostile.py`), before an end that may not fit. The cost is CPU time at the size
and at an eighth of it. What grows in step with the size has a ratio of 8; with its square, 64.
"""

import argparse
import ast
import importlib
import re
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.hostile import units_of
from benchmarks.result import publish

ROOT = Path(__file__).parent.parent
SEARCHED_PACKAGES = ("retrieval", "bot")
STEP = 8
MOST_RATIO = 24.0
"""Of the costs at two sizes of which one is eight times the other: n log n gives about 10, n² gives 64."""
SHORT_CHARS = 1024
MOST_TRIED_LONG = 4
"""Strings of each pattern."""
LEAST_SECONDS_A_CHAR = 1e-6
"""What takes less is not looked at further: the square of a thousand characters takes several times that."""
MEASURED_SECONDS = 0.1
MOST_TIMES = 64
TICK_SECONDS = 0.01
"""Of CPU time: a string is tried as often as it takes, since the clocks of some systems tick as rarely as that."""
MAX_CPU_SECONDS = 240
"""Of a whole run, which is killed after it: what does not end in it is exponential."""
_LOOKS = frozenset(["search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"])
_ENDS = ("\x00", "x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A pattern, where it stands, and the methods by which it is used."""

    place: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The dearest string of a pattern: what it repeats, its CPU time, and by how much that grows over eight times its
    size; 0 where the time is too little to tell.
    """

    place: str
    method: str
    repeats: str
    seconds: float
    ratio: float

    @property
    def grows_too_fast(self) -> bool:
        return self.ratio > MOST_RATIO


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Yield the modules that use regular expressions, by name."""
    for package in SEARCHED_PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            if any(
                isinstance(node, ast.Import) and any(alias.name == "re" for alias in node.names) for node in tree.body
            ):
                name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), tree


def named_patterns() -> list[Named]:
    """Return all patterns at the level of a module, also those within what stands there."""
    found: list[Named] = []
    for name, tree in sources():
        uses = _uses(tree)
        for variable, value in vars(importlib.import_module(name)).items():
            own = [pattern for pattern in _patterns_in(value) if variable in uses.assigned]
            for number, pattern in enumerate(own):
                place = f"{name}.{variable}" + (f"[{number}]" if len(own) > 1 else "")
                methods = tuple(sorted(uses.methods.get(variable, ()))) or ("finditer", "match")
                found.append(Named(place=place, pattern=pattern, methods=methods))
    return found


def hidden_patterns() -> list[str]:
    """Return where a regular expression is made when the code runs: `named_patterns` finds none of these."""
    return [f"{name}:{call.lineno}" for name, tree in sources() for call in _regex_calls_within_functions(tree)]


def _regex_calls_within_functions(tree: ast.Module) -> Iterator[ast.Call]:
    made_at_import = {
        call.func.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name not in made_at_import:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _attribute_of(call.func, "re") in _LOOKS | {"compile", "template"}:
                    yield call


def _attribute_of(node: ast.AST, name: str) -> str | None:
    is_it = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    return node.attr if is_it and isinstance(node, ast.Attribute) else None


@dataclass(frozen=True, slots=True)
class _Uses:
    assigned: frozenset[str]
    methods: Mapping[str, frozenset[str]]


def _uses(tree: ast.Module) -> _Uses:
    """Return the variables that a module assigns, and by which methods of a pattern it uses them."""
    targets = [
        target
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
    ]
    assigned = frozenset(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
    methods: dict[str, frozenset[str]] = {}
    for node in ast.walk(tree):
        for name in assigned if isinstance(node, ast.Attribute) else ():
            if (method := _attribute_of(node, name)) in _LOOKS and method:
                methods[name] = methods.get(name, frozenset()) | {method}
    return _Uses(assigned, methods)


def _patterns_in(value: object) -> list[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, Mapping):
        return [pattern for part in (*value.keys(), *value.values()) for pattern in _patterns_in(part)]
    if isinstance(value, list | tuple | set | frozenset):
        return [pattern for part in value for pattern in _patterns_in(part)]
    return []


def dearest(named: Named, chars: int) -> Cost:
    """Return the cost that grows the fastest of those that can be told, else the highest. All strings are tried short;
    at a greater size those that grew the fastest and cost the most.
    """
    tried: list[tuple[Cost, tuple[str, str, str]]] = []
    for begins, unit in units_of(named.pattern):
        for method in named.methods:
            for end in _ENDS:
                cost = _cost(named, method, (begins, unit, end), SHORT_CHARS)
                if cost.grows_too_fast:
                    return cost
                tried.append((cost, (begins, unit, end)))
    tried.sort(key=lambda entry: _rank(entry[0]), reverse=True)
    if chars > SHORT_CHARS:
        tried = [(_cost(named, cost.method, made_of, chars), made_of) for cost, made_of in tried[:MOST_TRIED_LONG]]
    return max((cost for cost, _ in tried), key=_rank)


def _rank(cost: Cost) -> tuple[float, float]:
    return cost.ratio, cost.seconds


def _cost(named: Named, method: str, made_of: tuple[str, str, str], chars: int) -> Cost:
    great, small = _hostile(*made_of, chars), _hostile(*made_of, chars // STEP)
    seconds, ratio, times = _wall_seconds(named.pattern, method, great), 0.0, 1
    if seconds >= LEAST_SECONDS_A_CHAR * chars:
        # More than once, for somebody else may have been at work.
        seconds = min(seconds, _wall_seconds(named.pattern, method, great))
        ratio = seconds / min(_wall_seconds(named.pattern, method, small) for _ in range(3))
    if ratio > MOST_RATIO:
        while (spent := _cpu_seconds(named.pattern, method, great, times)) < MEASURED_SECONDS and times < MOST_TIMES:
            times *= 4
        seconds = spent / times
        # The least of three, since what else a machine does can only make the greater string dearer for a while.
        ratio = min(_cpu_ratio(named.pattern, method, great, small, times) for _ in range(3))
    return Cost(place=named.place, method=method, repeats=f"{made_of}", seconds=seconds, ratio=ratio)


def _cpu_ratio(pattern: re.Pattern[Any], method: str, great: str, small: str, times: int) -> float:
    spent = _cpu_seconds(pattern, method, great, times)
    return STEP * spent / max(_cpu_seconds(pattern, method, small, times * STEP), TICK_SECONDS)


def _wall_seconds(pattern: re.Pattern[Any], method: str, text: str) -> float:
    began = time.perf_counter()
    _use(pattern, method, text)
    return time.perf_counter() - began


def _cpu_seconds(pattern: re.Pattern[Any], method: str, text: str, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        _use(pattern, method, text)
    return time.process_time() - began


def _hostile(begins: str, unit: str, end: str, chars: int) -> str:
    return begins + unit * max(1, (chars - len(begins) - len(end)) // len(unit)) + end


def _use(pattern: re.Pattern[Any], method: str, text: str) -> None:
    given: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    if method in {"sub", "subn"}:
        pattern.sub(given[:0], given)
    elif method in {"finditer", "findall", "search"}:
        for _ in pattern.finditer(given):
            pass
    else:
        getattr(pattern, method)(given)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--chars", type=int, default=SHORT_CHARS, help="of the greater strings")
    options.add_argument("--out", type=Path, help="where the table is written to as JSON")
    options.add_argument("--cpu-seconds", type=int, default=MAX_CPU_SECONDS, help="after which it is killed")
    arguments = options.parse_args()
    resource.setrlimit(resource.RLIMIT_CPU, (arguments.cpu_seconds, arguments.cpu_seconds))
    costs: list[Cost] = []
    for named in named_patterns():
        # Told before it is tried: what does not end is the last that is told.
        sys.stdout.write(f"{named.place}\n")
        sys.stdout.flush()
        costs.append(dearest(named, arguments.chars))
    grown = [cost for cost in costs if cost.grows_too_fast]
    for cost in sorted(grown, key=lambda cost: -cost.ratio):
        sys.stdout.write(f"TOO FAST {cost.place}.{cost.method} on {cost.repeats}: {cost.ratio:.0f} times\n")
    if arguments.out:
        rows = {
            cost.place: {"dearest": f"{cost.method} {cost.repeats}", "ms": round(cost.seconds * 1000, 2),
                         "ratio": round(cost.ratio, 1)}
            for cost in costs
        }  # fmt: skip
        publish({"chars": arguments.chars, "patterns": rows}, (), arguments.out)
    sys.exit(1 if grown else 0)


if __name__ == "__main__":
    main()
