"""The faults of a micrograph, one function each; `training.degradation` is the table of them."""
