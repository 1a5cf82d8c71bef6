"""Figures for papers and reports: pictures without their bar, with a scale bar and letters, in a given size.

`planning.plan` says which pictures make which file, `job.figures` writes them, `job.preview` draws one.
"""
