"""What a later release might bring, for the test that upgrades a house under load."""
