"""Pictures to train on: found in a folder, checked, grouped, split, and read as the program reads them.

`index` the table that every later step obeys (``path,label,group,split,…``); `folder` finds the pictures and
their labels; `duplicates` exact and near ones; `split` train, validation, test and folds by group;
`sheet` what a person looks at; `prepare` all of it; `pixels` the tensors.
"""
