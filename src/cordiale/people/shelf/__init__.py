"""What a colleague keeps at hand: favourites, customers seen lately, customers they follow."""
