"""Changes of the corpus that run for a while: their forms, files, progress and end."""
