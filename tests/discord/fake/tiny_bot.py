"""A small bot on the real discord.py that uses each thing that the fake offers."""

import asyncio
import io

import discord
from discord import app_commands

from tests.discord.fake.message_limits import CONTENT_CHARS

MANAGE_GUILD = discord.Permissions(manage_guild=True).value
NOTES = ["first note", "second note", "third"]


class Panel(discord.ui.View):
    """A button that edits its message, one that opens a modal, and a select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Sources", custom_id="panel:sources")
    async def sources(self, interaction: discord.Interaction, button: discord.ui.Button["Panel"]) -> None:
        button.disabled = True
        await interaction.response.edit_message(content="with sources", view=self)

    @discord.ui.button(label="Later", custom_id="panel:later")
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button["Panel"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="edited later")
        await interaction.followup.send("and a note", ephemeral=True)

    @discord.ui.button(label="Correct", custom_id="panel:correct")
    async def correct(self, interaction: discord.Interaction, _: discord.ui.Button["Panel"]) -> None:
        await interaction.response.send_modal(Correction())

    @discord.ui.select(custom_id="panel:pick", options=[discord.SelectOption(label=note) for note in NOTES])
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select["Panel"]) -> None:
        await interaction.response.send_message(f"picked {select.values[0]}")


class Correction(discord.ui.Modal, title="What was wrong?"):
    """A modal with a text input in a label."""

    reason: discord.ui.Label["Correction"] = discord.ui.Label(
        text="Reason", component=discord.ui.TextInput(custom_id="correction:reason")
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.reason.component, discord.ui.TextInput)
        await interaction.response.send_message(f"noted: {self.reason.component.value}", ephemeral=True)


class Tree(app_commands.CommandTree["TinyBot"]):
    """Keeps what went wrong for the test to see."""

    async def on_error(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        self.client.errors.put_nowait(cause)


class TinyBot(discord.Client):
    """A bot that uses each thing that the fake offers."""

    def __init__(self, *, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.errors: asyncio.Queue[Exception] = asyncio.Queue()
        self.tree = Tree(self)
        self.tree.add_command(ask)
        self.tree.add_command(reply)
        self.tree.add_command(misbehave)
        self.tree.add_command(sources)
        self.tree.add_command(weigh)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do without the library's pause of five seconds."""


@app_commands.command(description="Defer, then edit")
async def ask(interaction: discord.Interaction, question: str, private: bool = False) -> None:
    await interaction.response.defer(ephemeral=private)
    embed = discord.Embed(title=question, description="because").add_field(name="Source", value="a note")
    await interaction.edit_original_response(content="Answer", embed=embed, view=Panel())


@app_commands.command(description="Answer at once and follow up")
async def reply(interaction: discord.Interaction) -> None:
    callback = await interaction.response.send_message("first", ephemeral=True)
    assert isinstance(callback.resource, discord.InteractionMessage)
    assert callback.resource.flags.ephemeral
    file = discord.File(io.BytesIO(b"# Notes"), filename="notes.md", description="the notes")
    second = await interaction.followup.send("second", file=file, wait=True)
    await second.edit(content="second, edited")
    third = await interaction.followup.send("third", wait=True)
    await third.delete()
    assert interaction.guild is not None
    assert isinstance(interaction.channel, discord.TextChannel)
    posted = await interaction.channel.send("to all")
    await posted.edit(content="to all, edited")


@app_commands.command(description="Break a rule of Discord's")
async def misbehave(interaction: discord.Interaction, how: str) -> None:
    if how == "too long":
        await interaction.response.send_message("x" * (CONTENT_CHARS + 1))
    if how == "empty":
        await interaction.response.send_message("   ")
    if how == "edit first":
        await interaction.edit_original_response(content="too early")
    if how == "deleted":
        await interaction.response.send_message("gone")
        await interaction.delete_original_response()
        await interaction.original_response()
    if how == "twice":
        await interaction.response.send_message("once")
        await discord.InteractionResponse(interaction).send_message("twice")


@app_commands.command(description="Say how much a file holds")
async def weigh(interaction: discord.Interaction, file: discord.Attachment) -> None:
    await interaction.response.defer()
    content = await file.read()
    await interaction.edit_original_response(content=f"{file.filename} {file.size} {len(content)} {file.ephemeral}")


sources = app_commands.Group(
    name="source", description="Sources", default_permissions=discord.Permissions(manage_guild=True), guild_only=True
)


@sources.command(description="Show a document")
async def show(
    interaction: discord.Interaction,
    document: str,
    page: app_commands.Range[int, 1, 9] = 1,
    owner: discord.Member | None = None,
    channel: discord.TextChannel | None = None,
) -> None:
    await interaction.response.send_message(f"{document} {page!r} {owner} {channel and channel.id}")


@show.autocomplete("document")
async def suggest(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=note.title(), value=note) for note in NOTES if current in note]
