"""A process that labels through the collection and says each event once it is on the disk.

Usage: python -S labelling_command.py ROOT FOLDER SEED
One label, all labels at once, undo and redo by chance; labels are numbers, so that each can be told from all
others.
"""

import os
import random
import sys

root, folder, seed = sys.argv[1:4]
sys.path.insert(0, root)

from geodesk.collection import Collection, Picture  # noqa: E402

collection = Collection.open(folder, annotator="ana", machine="scope")
# Listed here rather than by the collection, which would import the picture readers and their libraries.
names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
pictures = [Picture(name, name, collection.folder / name, 0, 0) for name in names]
chance = random.Random(int(seed))
print("ready", flush=True)
number = 0
while True:
    number += 1
    label, turn = f"{seed}-{number}", chance.random()
    if turn < 0.75:
        changes = collection.labels.set(chance.choice(pictures), label)
    elif turn < 0.85:
        changes = collection.labels.set_many([(picture, label) for picture in pictures])
    elif turn < 0.95:
        changes = collection.labels.undo()
    else:
        changes = collection.labels.redo()
    lines = [f"{one.path}\t{one.label or ''}\t{one.time.isoformat()}\n" for one in changes.events]
    os.write(1, "".join(lines).encode())
