import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.names import MAX_LENGTH, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("恒宇（上海）汽车有限公司", "恒宇(上海)汽车有限责任公司"),
        ("蓝河物流集团股份有限公司", "蓝河物流"),
        ('"RED BAND" CHEMICAL COMPANY, LIMITED', "Red Band Chemical Co. Ltd."),
        ("Universidade Estadual de Montes Claros", "UNIVERSIDADE  ESTADUAL DE MONTES CLÁROS"),
        ("Januária Ltda. - ME", "Januaria LTDA"),
        ("Companhia Energética S/A", "Companhia Energetica S.A."),
        ("Müller GmbH & Co. KG", "MÜLLER GmbH and Co KG"),
        ("ＡＢＣ有限公司", "abc"),
    ],
)
def test_the_same_enterprise_written_twice(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("恒宇汽车有限公司", "恒宇物流有限公司"), ("Red Band", "Blue Band"), ("北京一公司", "北京二公司")]
)
def test_different_enterprises_stay_different(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["有限公司", "集团", "Ltd", "Limited Company"])
def test_a_legal_form_alone_is_kept(name):
    assert name_key(name)


@given(st.text(max_size=300))
def test_a_key_fits_and_has_no_gaps(name):
    key = name_key(name)
    assert len(key) <= MAX_LENGTH
    assert not any(character.isspace() for character in key)


@given(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x7F), min_size=1, max_size=40))
def test_case_does_not_matter(name):
    assert name_key(name.upper()) == name_key(name.lower())
