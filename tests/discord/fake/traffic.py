"""The bot's HTTP requests as they are recorded, and the faults that a test injects into them."""

import fnmatch
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord.fake.messages import File
from tests.discord.fake.world import Json

Body = Json | list[Json] | None
"""A JSON body; None when there is none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a request; a text comes from the proxy before Discord."""

    status: int
    body: Body | str = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_http(self) -> web.Response:
        """Return it as it goes over the wire: discord.py reads JSON from the bare content type alone."""
        if self.body is None:
            return web.Response(status=self.status, headers=self.headers)
        if isinstance(self.body, str):
            return web.Response(status=self.status, headers=self.headers, text=self.body)
        data = json.dumps(self.body).encode()
        return web.Response(status=self.status, headers=self.headers, body=data, content_type="application/json")


PENDING = Reply(0)
HUNG_UP = -1
SILENT = -2
"""In the place of a status: the connection was closed without an answer, or stays open and says nothing."""

_ERRORS: Mapping[int, Json] = {
    400: {"message": "Invalid Form Body", "code": 50035},
    403: {"message": "Missing Permissions", "code": 50013},
    404: {"message": "Unknown Webhook", "code": 10015},
}


@dataclass(slots=True, kw_only=True)
class RecordedRequest:
    """A request of the bot and the answer that it got."""

    method: str
    path: str
    """Without the API's prefix, e.g. "/users/@me"."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    """The JSON body, of a multipart request its payload_json; None when there is none."""
    files: Mapping[str, File]
    seconds: float
    """When it came, by time.monotonic()."""
    reply: Reply = PENDING

    @property
    def status(self) -> int:
        """The status that it was answered with."""
        return self.reply.status

    @property
    def response(self) -> Body | str:
        """The body that it was answered with."""
        return self.reply.body


@dataclass(slots=True, kw_only=True)
class Fault:
    """A failure that waits for requests to happen to."""

    method: str
    path_pattern: str
    status: int
    times: int
    retry_after_seconds: float
    does_it: bool = False
    """Whether what the request asks for happens all the same."""

    def concerns(self, request: RecordedRequest) -> bool:
        """Whether it is to happen to the request."""
        return self.times > 0 and self.method == request.method and fnmatch.fnmatchcase(request.path, self.path_pattern)

    def reply(self, done: Body) -> Reply:
        """Return the failure: Topics, "JSON Error Codes" for 403, "Rate Limits" for 429; above 500 the proxy's. With
        200 it is none: what was `done` is told, and that it was the last to be taken for now.
        """
        if self.status in (HUNG_UP, SILENT):
            return Reply(self.status)
        if self.status in _ERRORS:
            return Reply(self.status, _ERRORS[self.status])
        if self.status > 500:
            return Reply(self.status, f"error code: {self.status}")
        if self.status == 500:
            return Reply(self.status, {"message": "500: Internal Server Error", "code": 0})
        if self.status == 200:
            return Reply(200 if done is not None else 204, done, self._last_one())
        body = {"message": "You are being rate limited.", "retry_after": self.retry_after_seconds, "global": False}
        headers = {
            **self._last_one(),
            "Retry-After": str(math.ceil(self.retry_after_seconds)),
            "X-RateLimit-Scope": "user",
            "Via": "1.1 google",
        }
        return Reply(self.status, body, headers)

    def _last_one(self) -> Mapping[str, str]:
        """Topics, "Rate Limits", "Header Format"."""
        return {
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{time.time() + self.retry_after_seconds:.3f}",
            "X-RateLimit-Reset-After": f"{self.retry_after_seconds:.3f}",
            "X-RateLimit-Bucket": "fake-bucket",
        }


async def record(request: web.Request, path: str) -> RecordedRequest:
    """Read a request to its end."""
    body: Any = None
    files: dict[str, File] = {}
    if request.content_type == "multipart/form-data":
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                files[name] = File(part.filename, part.file.read())
            elif name == "payload_json":
                body = json.loads(part if isinstance(part, str) else bytes(part))
    elif raw := await request.read():
        body = json.loads(raw)
    return RecordedRequest(
        method=request.method,
        path=path,
        query=dict(request.query),
        headers=request.headers,
        body=body,
        files=files,
        seconds=time.monotonic(),
    )
