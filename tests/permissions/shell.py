"""Rows of the shell: home, language, list preferences."""

from tests.permissions import EVERYONE, Row

MATRIX = {
    "home": Row(allowed=EVERYONE),
    "language": Row(public=True, method="post", data={"language": "en"}),
    "list_view_save": Row(allowed=EVERYONE, own=lambda w: {"key": "enterprises"}, method="post", data={"name": "mine", "query": "q=a"}),
    "list_view_delete": Row(allowed=EVERYONE, own=lambda w: {"pk": 1}, method="post"),
    "list_columns": Row(allowed=EVERYONE, own=lambda w: {"key": "enterprises"}, method="post", data={"all": ["a"], "shown": ["a"]}),
}
