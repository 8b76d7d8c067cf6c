"""What is kept: segments, catalogue, decisions, editions; the reduction to facts."""
