"""How Hypothesis runs here: the same examples every time, bounded, without a clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "stable", derandomize=True, deadline=None, database=None, max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
settings.load_profile("stable")
