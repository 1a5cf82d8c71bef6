"""Many trainings under equal conditions in one table: `grids` (which), `cells` (runs), `table`, `page`."""
