"""Imports: files of people, products, orders and facts, read once and set-based, checked, reversible.

`after(hook)` registers what is to run when an import has ended (marts, profiles).
"""

from cordiale.listen.imports.hooks import Ended, after

__all__ = ["Ended", "after"]
