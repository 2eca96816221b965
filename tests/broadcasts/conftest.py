"""How Hypothesis runs here: the same examples every time, without a clock."""

from hypothesis import HealthCheck, settings

# `db` is made once for a module: each example takes back what it wrote.
settings.register_profile(
    "broadcasts", derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.load_profile("broadcasts")
