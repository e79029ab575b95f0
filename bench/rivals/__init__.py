"""Integrations of others, doing the same work in the same Home Assistant."""

from .table import component, rivals_table

__all__ = ["component", "rivals_table"]
