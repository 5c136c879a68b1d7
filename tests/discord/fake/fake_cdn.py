"""Discord's CDN: the files that users have attached, as well or as badly as a test wants them served."""

from urllib.parse import quote

from aiohttp import web

from tests.discord.fake.world import GUILD, Json, Snowflakes, Upload

CDN_PREFIX = "/cdn"
EPHEMERAL_ATTACHMENTS = "ephemeral-attachments"
"""Where files of commands lie, as opposed to those of messages."""


class FakeCdn:
    """Takes uploads in and serves them."""

    def __init__(self, snowflakes: Snowflakes) -> None:
        self.address = ""
        self.fetched: list[str] = []
        self._snowflakes = snowflakes
        self._uploads: dict[str, Upload] = {}

    def take(self, upload: Upload) -> Json:
        """Message Resource, "Attachment Object": of a file that came with a command, which is ephemeral."""
        attachment_id = str(self._snowflakes.next())
        path = f"/{EPHEMERAL_ATTACHMENTS}/{GUILD.id}/{attachment_id}/{quote(upload.filename, safe='')}"
        self._uploads[attachment_id] = upload
        url = f"http://{self.address}{CDN_PREFIX}{path}?ex=0&is=0&hm=0"
        return {
            "id": attachment_id,
            "filename": upload.filename,
            "size": len(upload.data) if upload.stated_bytes is None else upload.stated_bytes,
            "url": url,
            "proxy_url": url,
            "content_type": "application/octet-stream",
            "ephemeral": True,
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve a file; nobody needs to say who they are."""
        attachment_id = request.match_info["attachment_id"]
        self.fetched.append(attachment_id)
        upload = self._uploads.get(attachment_id)
        if upload is None or upload.status != 200:
            return web.Response(
                status=404 if upload is None else upload.status, text="This content is no longer available."
            )
        if upload.cut_at is None:
            return web.Response(body=upload.data, content_type="application/octet-stream")
        response = web.StreamResponse(headers={"Content-Length": str(len(upload.data))})
        await response.prepare(request)
        await response.write(upload.data[: upload.cut_at])
        assert request.transport is not None
        request.transport.abort()
        return response
