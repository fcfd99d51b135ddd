"""Forms of accounts and their rights."""
