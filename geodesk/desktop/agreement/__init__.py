"""Several annotators in the window: agreement, disagreements, other people's labels, moved pictures."""
