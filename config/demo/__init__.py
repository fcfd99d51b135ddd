"""The demo: an invented district in the middle of its yearly review. Every name and number here is made up."""
