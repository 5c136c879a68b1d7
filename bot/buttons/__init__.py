"""The buttons: what each holds, and what a press of it does."""
