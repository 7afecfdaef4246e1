"""How all tests run."""

from hypothesis import settings

# The same examples every time: a change fails for what it changed.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
