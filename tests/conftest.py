"""How many examples the property tests try: few by default, many with HYPOTHESIS_PROFILE=fuzz."""

import os

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
