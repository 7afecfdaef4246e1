"""Strips of timelines, in characters or as SVG."""
