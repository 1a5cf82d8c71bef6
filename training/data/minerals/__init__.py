"""Hand specimens from a list of addresses, as the MinDat study prepared them; every step can be gone on with.

`labels` which class a label means; `urls` the list, filtered, each address once; `fetch` one download;
`store` what has been downloaded; `choosing` which pictures are kept; `canny` and `background` the specimen
alone; `prepare` all of it.
"""
