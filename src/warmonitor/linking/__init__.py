"""Which claims are one event, with the reasons: near-copies, blocks, pairs, groups that do not chain."""

from warmonitor.linking.grouping import Group, group_claims

__all__ = ["Group", "group_claims"]
