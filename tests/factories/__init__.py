"""Test objects by factory_boy; one module per room."""
