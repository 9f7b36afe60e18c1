"""Which place of a sentence is the event's: measured on news sentences with the verb of an event and its place marked.

    python benchmarks/event_location.py [FILE] [--limit N]      (default ../shared/data/event-location/train.jsonl)

Given the verb, ours chooses among the sentence's place mentions as the coder does (coding/where.py); the baseline takes
the mention nearest to the verb in characters. Both choose among the same mentions. Right: the chosen words overlap the
marked place. Precision over the sentences where a place is given, recall over all, F1; and apart, over the sentences
in which the marked place is among the mentions and there is more than one to choose from.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.triggers import triggers as trigger_entries
from warmonitor.coding.view import View, views
from warmonitor.coding.where import locations
from warmonitor.mentions import find_mentions
from warmonitor.model import Article, Document, Sentence, Zone
from warmonitor.parsing import parse
