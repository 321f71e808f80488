"""Files in and out: importers and exporters."""
