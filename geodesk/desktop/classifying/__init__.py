"""Running classifiers: models, one picture, a folder, the strip of jobs."""
