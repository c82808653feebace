"""Static files under names that tell their content, also where one of our scripts imports another."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

_IMPORT = (r"""(?P<matched>from "(?P<url>\.\.?/[^"]+\.js)")""", 'from "%(url)s"')


class NamedByContent(ManifestStaticFilesStorage):
    """What a script of ours imports is named in it by its content too, so that it is kept and renewed like everything
    else. Django's own way reads every package's scripts, and stumbles over those that import what they do not bring."""

    patterns = (
        *ManifestStaticFilesStorage.patterns,
        ("web/*.js", (_IMPORT,)),
        ("applications/*.js", (_IMPORT,)),
        ("health/*.js", (_IMPORT,)),
    )
