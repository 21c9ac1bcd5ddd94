"""Rivage, the demo company: an invented insurer-retailer whose true effects are known (docs/demo.md)."""
