"""What people write is heard where it is meant for the bot: mentions, replies, threads, direct messages, forums."""
