"""Help: pages in both languages, the first steps, reports of faults."""
