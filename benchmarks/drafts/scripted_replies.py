"""The reply around a scripted point: whole, cut off, huge, of other types, or dressed up."""

import json
import random
from collections.abc import Mapping


def reply_with(point: Mapping[str, object], around: str, chance: random.Random) -> str:
    reply = json.dumps({"points": [point], "told": "all", "not_told": []}, ensure_ascii=chance.random() < 0.5)
    match around:
        case "":
            return reply
        case "half":
            return reply[: chance.randrange(1, len(reply) - 1)]
        case "huge":
            return chance.choice(
                [
                    json.dumps({"points": [point] * 500}),
                    json.dumps({"points": [{"sentence": "a " * 40_000, "quotes": []}]}),
                    "[" * 60_000,
                    '{"points":' * 4_000 + "}" * 4_000,
                    json.dumps(
                        {"points": [{**point, "quotes": [{"passage": f"P{n}", "text": "x"} for n in range(50)]}]}
                    ),
                    '{"points": ' + "9" * 5_000 + "}",
                ]
            )
        case "types":
            return chance.choice(
                [
                    "[]",
                    "null",
                    '"text"',
                    "{}",
                    '{"points": []}',
                    '{"points": {}}',
                    '{"points": [null]}',
                    '{"points": [{"sentence": 7}]}',
                    '{"points": [{"sentence": "a", "quotes": "b"}]}',
                    '{"points": [{"sentence": "a", "quotes": [{"passage": 1, "text": "b"}]}]}',
                    "",
                    " ",
                    "\x00",
                    '{"points": [{"quotes": 7}]}',
                    '{"told": ""}',
                    '{"told": ["nothing"]}',
                    "{",
                    "}",
                    "}{",
                ]
            )
        case _:
            return around.replace("{}", reply, 1)
