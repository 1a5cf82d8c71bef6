"""What the decoder is shown: beginnings of sentences, and the words that follow."""

from collections.abc import Sequence

import numpy as np

from geodesk.models.captions import END, PAD, encoded
from training.captioner.prepare import Captioned
from training.captioner.settings import Settings


class Examples:
    """What the decoder is shown: sentences (ours), or every beginning of each with its next word (study's).

    ``picture`` says which picture each belongs to; ``weights`` are 0 where nothing is to be learnt: padding.
    """

    def __init__(self, rows: Sequence[Captioned], settings: Settings) -> None:
        sentences, places, begun, following = settings.sentences, [], [], []
        for i, row in enumerate(rows):
            ids = encoded(row.caption, settings.vocabulary)
            if settings.thesis:
                for k in range(1, len(ids)):
                    places.append(i)
                    begun.append(ids[:k])
                    following.append([ids[k]])
            else:
                places.append(i)
                begun.append(ids[:-1])
                following.append(ids[1:])
        self.picture = np.array(places)
        self.tokens = sentences.rows(begun)
        if settings.thesis:
            self.wanted = np.array([one[0] for one in following])
            self.weights = np.ones(len(following), np.float32)
            return
        self.wanted = np.full((len(rows), settings.length), PAD)
        self.weights = np.zeros((len(rows), settings.length), np.float32)
        for i, one in enumerate(following):
            assert one[-1] == END
            self.wanted[i, : len(one)] = one
            self.weights[i, : len(one)] = 1
