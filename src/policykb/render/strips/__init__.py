"""Timelines as strips, drawn in characters or as SVG."""
