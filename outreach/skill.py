"""The skills that the campaign teaches and looks for; whoever has all of them has the basic set."""

SKILLS = ("vneid", "services", "payments", "safety")
BASIC_SET = (1 << len(SKILLS)) - 1  # one bit a skill, in this order
HANDLING = 1 << len(SKILLS)  # the use of a telephone itself: taught, and no skill of the set
