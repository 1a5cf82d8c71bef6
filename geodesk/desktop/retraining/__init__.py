"""Learning from labels: active training while somebody labels, and training a model anew."""
