import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from partnerships.credit_codes import ALPHABET, check, check_character, clean

# The code of Tencent as its annual reports print it: a public fact that the algorithm must agree with.
REAL = "9144030071526726XG"
bodies = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2), st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9)
).map("".join)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_real_code_is_accepted():
    assert check(REAL) is None


@given(bodies)
def test_every_completed_code_is_accepted(body):
    assert check(body + check_character(body)) is None


@given(bodies, st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(body, place, character):
    code = body + check_character(body)
    if code[place] == character:
        return
    assert check(code[:place] + character + code[place + 1 :]) is not None


@given(bodies, st.integers(8, 15))
def test_two_swapped_neighbours_are_always_found(body, place):
    code = body + check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (check(swapped) is None) == (swapped == code)


def test_the_sentence_says_which_digit_should_stand_there():
    assert "should be “G” and is “1”" in check(REAL[:-1] + "1")


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_do_not_occur_are_named_with_their_position(letter):
    sentence = check(REAL[:10] + letter + REAL[11:])
    assert f"Position 11 of the credit code is “{letter}”" in sentence


def test_the_region_is_digits():
    assert "positions 3 to 8" in check("91A40300715267261G")


@pytest.mark.parametrize(
    ("code", "words"), [("", "has 0"), ("123", "has 3"), (REAL + "1", "has 19"), ("440301103448669", "old business licence")]
)
def test_lengths(code, words):
    assert words in check(code)


@pytest.mark.parametrize("typed", [" 9144 0300 7152 6726 xg ", "９１４４０３００７１５２６７２６ＸＧ", "91440300-71526726X-G"])
def test_typing_is_tidied(typed):
    assert clean(typed) == REAL
