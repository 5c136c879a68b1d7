"""The parts of a file's name."""


def stem_of(name: str) -> str:
    """Return the name of a file without its folders and its suffix."""
    return name.rpartition("/")[2].removesuffix(suffix_of(name))


def suffix_of(name: str) -> str:
    """Return the suffix, such as `.md` of `a/b.c.md`; empty where nothing stands before the last dot, or after it."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return dot + suffix if stem and suffix else ""
