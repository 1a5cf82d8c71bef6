"""Looking for settings: `space` says what may vary, `trials` tries it with optuna and goes on if stopped."""
