"""How hypothesis looks for counterexamples: the same ones in CI, new ones every night."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The first call of a rule compiles it, which is no slowness of the law under test.
LENIENT = [HealthCheck.too_slow]

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=LENIENT)
settings.register_profile(
    "nightly", deadline=None, max_examples=1000, print_blob=True, suppress_health_check=LENIENT
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
