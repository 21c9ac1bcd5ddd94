"""Who is calling: keys, what they may do, how much, from where."""
