"""The campaign's rules, pure: what is counted, of whom, by when."""
