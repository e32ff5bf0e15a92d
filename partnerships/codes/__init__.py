"""Code lists of national standards: facts, bilingual, kept in the code because they change with the standard's edition only."""

from partnerships.codes.industries import industry_choices, industry_name, section_choices
from partnerships.codes.regions import province_choices, province_name, region_display

__all__ = ["industry_choices", "industry_name", "province_choices", "province_name", "region_display", "section_choices"]
