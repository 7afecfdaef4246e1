"""Datasets on a Spark cluster."""
