"""How properties are tried here: always the same examples, and nothing left on the disk."""

from hypothesis import settings

settings.register_profile("house", database=None, deadline=None, derandomize=True)
settings.load_profile("house")
