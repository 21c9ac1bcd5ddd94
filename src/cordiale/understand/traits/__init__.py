"""What is known of each party, brought to the lake: fields of the company and of everybody (docs/fields.md)."""
