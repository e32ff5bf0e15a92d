"""Templates of ours may name only what there is."""

import pytest
from django.template import Context, Template, engines
from django.template.base import Origin

from tests.plugins.undefined import OURS, UndefinedVariable


class Thing:
    """Has what a template may call, and what it may not."""

    name = "lathe"

    def find(self, key: str) -> str:
        return key


def draw(text: str, origin: str = f"{OURS}probe.html") -> str:
    template = Template(text, origin=Origin(origin), engine=engines["django"].engine)
    return template.render(Context({"thing": Thing(), "none": None, "empty": []}))


@pytest.mark.parametrize(
    "text",
    [
        "{{ missing }}",
        "{{ thing.colour }}",
        "{{ none.name }}",
        "{{ thing.find }}",
        "{{ missing|upper }}",
        "{% with a=missing %}{% endwith %}",
        "{% for one in missing %}{% endfor %}",
        "{% load i18n %}{% blocktranslate %}by {{ missing }}{% endblocktranslate %}",
        "{% load i18n %}{% blocktranslate with a=missing %}by {{ a }}{% endblocktranslate %}",
        "{% load i18n %}{% blocktranslate %}by {{ thing.name }}{% endblocktranslate %}",
        "{% url 'profile' pk=missing as there %}",
    ],
)
def test_a_name_that_is_not_there(text: str) -> None:
    with pytest.raises(UndefinedVariable, match=r"probe\.html"):
        draw(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("{{ thing.name }}", "lathe"),
        ("{{ none }}", "None"),
        ("{{ missing|default:'–' }}", "–"),
        ("{% if missing.name %}a{% else %}b{% endif %}", "b"),
        ("{% if thing.name == missing %}a{% else %}b{% endif %}", "b"),
        ("{% firstof missing 'x' %}", "x"),
        ("{% for one in empty %}{% empty %}none{% endfor %}", "none"),
        ("{% load i18n %}{% blocktranslate with a=thing.name %}by {{ a }}{% endblocktranslate %}", "by lathe"),
        ("{% load i18n %}{% blocktranslate count n=2 %}one{% plural %}{{ n }} things{% endblocktranslate %}", "2 things"),
    ],
)
def test_what_a_template_may_ask(text: str, drawn: str) -> None:
    assert draw(text) == drawn


def test_templates_of_libraries_stay_lenient() -> None:
    assert draw("{{ missing }}{% for one in missing %}{% endfor %}", "/usr/lib/some/templates/probe.html") == ""
