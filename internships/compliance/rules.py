"""Each rule's title, sentences, source and how sure we are of the source.

The act is 职业学校学生实习管理规定 (教职成〔2021〕4号, in force since 31 December 2021). Where its own words could not be
read, ``status`` says what was read instead; such an article number is never shown as if it were certain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from internships.compliance.checks import Finding, blocking

ACT = _("Regulations on internships of vocational students, 教职成〔2021〕4号")


@dataclass(frozen=True)
class Rule:
    """A rule as people read it. ``sentences`` has one per finding code."""

    id: str
    title: str | Promise
    source: str | Promise
    status: str | Promise
    sentences: Mapping[str, str | Promise]

    def sentence(self, finding: Finding) -> str:
        """What is wrong, as a whole sentence with its figures."""
        figures = {
            name: date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value for name, value in finding.figures.items()
        }
        return str(self.sentences[finding.code]) % figures


VERIFIED = _("The article's words were read.")
NOT_VERIFIED = _("Rule confirmed by provincial texts or press; the number of the article is not verified.")

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            "CN-INT-02",
            _("No agreement, no internship"),
            ACT,
            NOT_VERIFIED,
            {
                "no_agreement": _("No agreement with this enterprise that takes interns of the programme is in force on %(on)s."),
                "agreement_ends": _("The agreement with the enterprise ends on %(until)s, before the placement does."),
                "unsigned": _("College, host and student must all sign before the start; %(missing)s of three signatures are missing."),
            },
        ),
        Rule(
            "CN-INT-07",
            _("No first-year students on posts"),
            _("教职成〔2021〕4号, Art. 16 (1)"),
            VERIFIED,
            {"first_year": _("The student enrolled in %(year)s and would still be in the first year of study at the start.")},
        ),
        Rule(
            "CN-INT-08",
            _("At least 16 years old"),
            _("教职成〔2021〕4号, Art. 16 (2); 禁止使用童工规定, Art. 2"),
            VERIFIED,
            {"too_young": _("The student would be younger than %(minimum)s at the start.")},
        ),
        Rule(
            "CN-INT-16",
            _("At most 8 hours a day"),
            _("教职成〔2021〕4号, Art. 17 (3); Ningbo regulations, Art. 9"),
            _("Verified in model agreement and in the Ningbo statute; the number of the national article is not verified."),
            {"too_long": _("%(hours)s hours a day are planned, at most %(limit)s are allowed.")},
        ),
        Rule(
            "CN-INT-21",
            _("The post fits the major"),
            _("职业教育法 (2022), Art. 50"),
            _("The statute's words were read; the limit to one major category (专业大类) is read in provincial texts."),
            {
                "other_category": _("The post belongs to major category %(post)s, the student's programme to %(student)s."),
                "other_class": _(
                    "The post belongs to major class %(post)s, the student's programme to %(student)s; look whether it is near enough."
                ),
                "unknown_major": _(
                    "The national major code of the programme or of the opening's programme is missing, so the match is not checked."
                ),
            },
        ),
        Rule(
            "CN-INT-28",
            _("The host is screened"),
            ACT,
            NOT_VERIFIED,
            {
                "not_screened": _("The enterprise has no passed screening that is valid on %(on)s."),
                "expires": _("The screening of the enterprise is valid until %(until)s, less than the whole placement."),
            },
        ),
        Rule(
            "CN-INT-30",
            _("Two mentors, both named"),
            ACT,
            NOT_VERIFIED,
            {
                "no_mentor": _("No mentor of the host is named."),
                "no_teacher": _("No supervising teacher of the college is named."),
            },
        ),
    )
}


def stopped_by(findings: Iterable[Finding]) -> str:
    """Why the blocking ones among the findings refuse the step, each with its source; empty when none does."""
    return " ".join(f"{sentence(finding)} ({RULES[finding.rule].source}; {finding.rule})" for finding in blocking(findings))


def sentence(finding: Finding) -> str:
    """A finding's sentence in the reader's language."""
    return RULES[finding.rule].sentence(finding)
