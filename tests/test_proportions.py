import pytest

from classifier.proportions import band_of, proportions


@pytest.mark.parametrize(
    ("text", "share", "band"),
    [
        ("83 per cent of plans", 0.83, "<most>"),
        ("15 of the 18 cases", 15 / 18, "<most>"),
        ("just over half of them", 0.51, "<half>"),
        ("two-thirds of files", 2 / 3, "<two-thirds>"),
        ("well under a third", 1 / 3 - 0.06, "<few>"),
        ("All of them", 1.0, "<almost-all>"),
    ],
)
def test_finds_shares(text, share, band):
    (found,) = proportions(text)
    assert found.share == pytest.approx(share)
    assert band_of(found.share) == band


@pytest.mark.parametrize("text", ["150% more", "4 of 2 cases", "in 2019", "a third-party site"])
def test_knows_what_is_no_share(text):
    assert list(proportions(text)) == []
