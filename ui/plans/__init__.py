"""Plans on the desk: how they are chosen, made, changed by hand, explained and approved."""
