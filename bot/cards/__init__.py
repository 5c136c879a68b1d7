"""The cards that are shown in Discord, as plain values; one module turns them into discord.py's."""
