"""Projects and codebooks of REFI-QDA, which programs for qualitative analysis exchange.

See https://www.qdasoftware.org and the standard, REFI-QDA 1.5.
"""
