"""Where static files get the names that a browser may keep for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_MODULES = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it carries no types
    """Hashed names also inside JavaScript modules: a new version of one reaches everybody who imports it.

    Django's ``support_js_module_import_aggregation``, for our own scripts alone: it takes the types in comments of other people's scripts
    for imports, and refuses those that lead to no file.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _MODULES))
