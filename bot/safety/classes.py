"""The classes of danger, their order, their names for staff and which of them call for discretion; data only."""

LABELS = {
    "em_fire": {"en": "Fire, gas or wire", "es": "Fuego, gas o cables"},
    "em_violence": {"en": "Violence now", "es": "Violencia en este momento"},
    "em_medical": {"en": "Medical emergency", "es": "Emergencia de salud"},
    "suicide": {"en": "Self-harm", "es": "Hacerse daño"},
    "dv": {"en": "Violence at home or sexual violence", "es": "Violencia en casa o sexual"},
    "child_abuse": {"en": "Harm to a child or elder", "es": "Daño a menores o ancianos"},
    "trafficking": {"en": "Trafficking or forced work", "es": "Trata o trabajo forzado"},
    "immigration": {"en": "Immigration enforcement", "es": "La migra"},
    "hate": {"en": "Hate or discrimination", "es": "Odio o trato injusto"},
    "threat": {"en": "Threat", "es": "Amenaza"},
}
"""What staff read for each class. The order is the order of answering: whoever may die first comes first.

Hate stands before threat, because one text can tell of both ("he is racist and says he will burn us out"): a person who
was threatened must never be told that threats are not answered.
"""
CLASSES = tuple(LABELS)
DISCREET = frozenset({"suicide", "dv", "child_abuse", "trafficking"})
"""After these nothing may mention it again, no survey comes for seven days and the thread is hidden from most staff.

Self-harm and violence at home are a rule of the trade. Harm to a child and forced work are here too, because there as
well the phone may be in the hands of the one who does the harm, and a later word about it could cost the sender dearly.
"""
NEVER_TAKEN_UP = DISCREET | {"immigration"}
"""What is said of these enters no flow and no report, also when they go on: the city keeps no list of sightings."""
