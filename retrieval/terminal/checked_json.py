"""What was held against the corpus, as JSON."""

from retrieval.domain.checked_text import CheckedText
from retrieval.domain.quotes import CheckedQuote
from retrieval.terminal.json_output import citation_as_json, found_as_json
from retrieval.terminal.json_text import Json


def checked_quote_as_json(checked: CheckedQuote) -> Json:
    return {
        "quote": checked.given,
        "standing": str(checked.standing),
        "set_otherwise": checked.set_otherwise,
        "places": [citation_as_json(place) for place in checked.places],
        "alterations": [
            {"given": alteration.given, "source": alteration.source, "alike": alteration.alike}
            for alteration in checked.alterations
        ],
        "nearest": [found_as_json(found) for found in checked.nearest],
    }


def checked_text_as_json(checked: CheckedText) -> Json:
    return {
        "sentences": [
            {
                "text": sentence.text,
                "standing": str(sentence.standing),
                "places": [citation_as_json(place) for place in sentence.places],
                "off": [{"start": start, "end": end} for start, end in sentence.off],
                "nearest": [found_as_json(found) for found in sentence.nearest],
            }
            for sentence in checked.sentences
        ],
        "left_over": checked.left_over,
    }
