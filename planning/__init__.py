"""Who goes where next, and why: teams, travel, what a visit brings, the optimiser and its explanation. Pure."""
