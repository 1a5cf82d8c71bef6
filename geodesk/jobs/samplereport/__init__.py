"""One page a sample, as PDF and as one HTML file: what it shows, what was measured, said and classified.

`facts.facts_of` takes down what is known, `content.content_of` puts it into words of one language, `pdf` and
`page` lay that out; `job.sample_reports` does it for many samples.
"""
