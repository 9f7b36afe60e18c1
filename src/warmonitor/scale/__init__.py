"""Archives of any size: read, code and link over Parquet shards, on every core or many machines; extra ``scale``.

The same functions as everywhere, over files. What one source file tells is one shard: two Parquet files that are there
whole or not at all, so that a run that was stopped goes on where it stood.
"""

from warmonitor.scale.coding import Shard, code_shard, code_shards, shards_of
from warmonitor.scale.linking import link_shards
from warmonitor.scale.shards import ScaleError, article_lines, claim_lines, cut

__all__ = ["ScaleError", "Shard", "article_lines", "claim_lines", "code_shard", "code_shards", "cut", "link_shards",
           "shards_of"]
