"""A process that labels pictures as fast as it can and prints each label once it is acknowledged.

Usage: python -S labelling_child.py ROOT FOLDER ANNOTATOR FIRST COUNT BULK
Labels are FIRST, FIRST + 1, …; every BULK-th action labels all pictures at once (0: never).
"""

import os
import sys

root, folder, annotator, first, count, bulk = sys.argv[1:7]
sys.path.insert(0, root)

from geodesk.collection import Collection, Picture  # noqa: E402

collection = Collection.open(folder, annotator=annotator, machine="scope")
# Listed here rather than by the collection, which would import the picture readers and their libraries.
names = sorted(name for name in os.listdir(folder) if name.endswith(".tif"))
pictures = [Picture(name, name, collection.folder / name, 0, 0) for name in names]
print("ready", flush=True)
for number in range(int(first), int(first) + int(count)):
    if int(bulk) and number % int(bulk) == 0:
        chosen = pictures
    else:
        chosen = [pictures[number % len(pictures)]]
    collection.labels.set_many([(picture, str(number)) for picture in chosen], how="hand")
    sys.stdout.write("".join(f"{picture.path}\t{number}\n" for picture in chosen))
    sys.stdout.flush()
