import json
from dataclasses import fields
from pathlib import Path

import pytest

from retrieval.answering.signal_reader import WEIGHTS_FILE, SignalWeights
from retrieval.answering.signals import Signals
from retrieval.errors import ModelError

NAMES = [field.name for field in fields(Signals)]


def signals(**given: float) -> Signals:
    return Signals(**(dict.fromkeys(NAMES, 0.0) | given))


def written(tmp_path: Path, stored: object) -> Path:
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(stored), encoding="utf-8")
    return file


def test_the_shipped_weights_fit_the_signals_and_say_what_chose_them() -> None:
    weights = SignalWeights.load()
    assert len(weights.weights) == len(NAMES)
    assert 0.0 < weights.threshold < 1.0
    stored = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    assert stored["data"], "every threshold names the data that chose it"


def test_each_weight_goes_to_the_signal_of_its_name(tmp_path: Path) -> None:
    by_name = {name: float(place) for place, name in enumerate(NAMES)}
    shuffled = dict(sorted(by_name.items(), reverse=True))
    weights = SignalWeights.load(written(tmp_path, {"intercept": 0, "threshold": 0.5, "weights": shuffled}))
    assert weights.weights == tuple(by_name[name] for name in NAMES)


def test_a_probability_is_the_logistic_of_the_weighed_sum() -> None:
    place = NAMES.index("sentence_cover")
    weights = SignalWeights(
        intercept=-1.0, weights=tuple(3.0 if n == place else 0.0 for n in range(len(NAMES))), threshold=0.5
    )
    assert weights.probability(signals()) == pytest.approx(0.26894, abs=1e-5)  # 1 / (1 + e)
    assert weights.probability(signals(sentence_cover=1.0)) == pytest.approx(0.88080, abs=1e-5)  # 1 / (1 + e^-2)


WHOLE = {"intercept": 0, "threshold": 0.5, "weights": dict.fromkeys(NAMES, 1)}


@pytest.mark.parametrize(
    "stored",
    [
        WHOLE | {"weights": dict.fromkeys(NAMES[1:], 1)},
        WHOLE | {"weights": dict.fromkeys([*NAMES, "another_signal"], 1)},
        WHOLE | {"weights": [1, 2]},
        WHOLE | {"weights": dict.fromkeys(NAMES, "heavy")},
        {"weights": WHOLE["weights"]},
        [],
    ],
    ids=["one missing", "one too many", "a list", "no numbers", "no threshold", "no object"],
)
def test_weights_of_other_signals_are_refused(tmp_path: Path, stored: object) -> None:
    with pytest.raises(ModelError, match="weights") as caught:
        SignalWeights.load(written(tmp_path, stored))
    assert "fit it anew" in caught.value.remedy


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.json"):
        SignalWeights.load(tmp_path / "gone.json")
