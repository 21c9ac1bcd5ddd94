"""Around notes: what they said before, which one stays on top, whom they mention."""
