"""What the pages of the party tree and of rights show."""
