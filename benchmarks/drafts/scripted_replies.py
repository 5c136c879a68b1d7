"""The reply around a scripted statement: whole, cut off, huge, of other types, or dressed up."""

import json
import random
from collections.abc import Mapping


def reply_with(statement: Mapping[str, object], around: str, chance: random.Random) -> str:
    reply = json.dumps({"statements": [statement], "abstention": None}, ensure_ascii=chance.random() < 0.5)
    match around:
        case "":
            return reply
        case "half":
            return reply[: chance.randrange(1, len(reply) - 1)]
        case "huge":
            return chance.choice(
                [
                    json.dumps({"statements": [statement] * 500}),
                    json.dumps({"statements": [{"text": "a " * 40_000, "quotes": []}]}),
                    "[" * 60_000,
                    '{"statements":' * 4_000 + "}" * 4_000,
                    json.dumps({"statements": [{**statement, "quotes": [{"passage": "P1", "text": "x"}] * 50}]}),
                    '{"statements": ' + "9" * 5_000 + "}",
                ]
            )
        case "types":
            return chance.choice(
                [
                    "[]",
                    "null",
                    '"text"',
                    "{}",
                    '{"statements": []}',
                    '{"statements": {}}',
                    '{"statements": [null]}',
                    '{"statements": [{"text": 7}]}',
                    '{"statements": [{"text": "a", "quotes": "b"}]}',
                    '{"statements": [{"text": "a", "quotes": [{"passage": 1, "text": "b"}]}]}',
                    "",
                    " ",
                    "\x00",
                    '{"statements": [{"quotes": []}]}',
                    '{"abstention": ""}',
                    '{"abstention": ["why"]}',
                    "{",
                    "}",
                    "}{",
                ]
            )
        case _:
            return around.replace("{}", reply, 1)
