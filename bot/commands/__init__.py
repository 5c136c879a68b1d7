"""The slash commands: what they take, and what they ask for."""
