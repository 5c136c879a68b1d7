"""SpansOfKey of a document as the custom id of a button holds them."""

SpansOfKey = tuple[tuple[int, int], ...]
"""Characters of a document from a start to an end, exclusive, once or more."""

_SPAN_FORM = r"[0-9]{1,12}-[0-9]{1,12}"
SPANS_FORM = rf"{_SPAN_FORM}(?:,{_SPAN_FORM}){{0,9}}"


def text_of_spans(spans: SpansOfKey) -> str:
    return ",".join(f"{start}-{end}" for start, end in spans)


def spans_in_text(text: str) -> SpansOfKey:
    """Return the spans that a text which `SPANS` matches holds."""
    spans = []
    for span in text.split(","):
        start, _, end = span.partition("-")
        spans.append((int(start), int(end)))
    return tuple(spans)
