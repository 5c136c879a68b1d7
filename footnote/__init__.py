"""The program `footnote`: the command line of retrieval, and with it the bot."""
