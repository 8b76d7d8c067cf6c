"""What can be taken along: a brief, a map, a table and an official report, all made from the same figures."""
