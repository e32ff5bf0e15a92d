"""Where static files get the names that a browser may keep for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it carries no types
    """Hashed names also inside JavaScript modules: a new version of one reaches everybody who imports it."""

    support_js_module_import_aggregation = True
