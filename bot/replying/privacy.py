"""Where an answer is for everybody, and where for whoever asked alone."""

from bot.replying.send import Interaction


def is_private_place(interaction: Interaction) -> bool:
    """Return whether answers there are for whoever asked alone: nobody who looks after the place has invited the bot,
    but a person has brought it along.
    """
    is_alone_with_it = interaction.context.dm_channel
    return not (interaction.is_guild_integration() or is_alone_with_it)


def is_private_answer(interaction: Interaction) -> bool:
    """Return whether what comes of a press is as private as the message that was pressed, or as the place."""
    message = interaction.message
    return is_private_place(interaction) or (message is not None and message.flags.ephemeral)
