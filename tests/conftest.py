"""How property tests choose their examples.

By default they try new ones each time; in CI always the same, so that a change is judged by what it
changes; with HYPOTHESIS_PROFILE=fuzz they try many.
"""

import os

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=2000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default")
)
