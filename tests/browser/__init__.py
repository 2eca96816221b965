"""The screens in a real Chromium, against the whole product as `cabildo up` starts it."""
