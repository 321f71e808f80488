"""Static files named by their content and compressed: for the wire in production, for a quick start elsewhere."""

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; Brotli is left out of a demonstration, where it would take most of the first start."""

    def create_compressor(self, **options: object) -> Compressor:
        """The compressor of collected files."""
        return Compressor(**options | {"use_brotli": settings.PRODUCTION})
