"""What an entry of a reference list is called in a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.reference_names import NAME_CHARS, reference_name


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (
            'Kennedy, Niamh; Raine, Andrew (16 October 2022). "Iran denies it". CNN. Archived from it on 12 May 2023.',
            "CNN, 16 Oct 2022",
        ),
        (
            '"A spokesman reacts". en.mfa.ir. 18 October 2022. Archived from the original on 18 January 2024.',
            "en.mfa.ir, 18 Oct 2022",
        ),
        (
            "Slawson, Nicola (12 April 2022). \"Weapons 'smuggled'\". The Guardian. Retrieved 29 May 2022.",
            "The Guardian, 12 Apr 2022",
        ),
        ("Smith, J., & Doe, A. (2019). A study of pumps. Journal of Pumps, 3(2), 1–4.", "Smith et al., 2019"),
        ("Smith, J. (2019). A study of pumps. Journal of Pumps, 3(2), 1–4.", "Smith, 2019"),
        ("Release notes, https://www.example.org/notes/2023 (accessed 3 May 2024)", "example.org, 2023"),
        ("Pump handbook", "Pump handbook"),
        ("2019", "2019"),
        ("The handbook of every pump that was ever made in the north", "The handbook of every pump that was …"),
    ],
)  # fmt: skip
def test_reference_name_says_who_and_when(entry: str, name: str) -> None:
    assert reference_name(entry) == name


@given(st.text(min_size=1).filter(str.strip))
def test_reference_name_is_short_whatever_the_entry_is(entry: str) -> None:
    assert len(reference_name(entry)) <= NAME_CHARS + len(", September 30, 2022")
    assert "\n" not in reference_name(entry)
