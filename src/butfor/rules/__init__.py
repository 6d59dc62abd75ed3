"""What butfor checks: one folder for each family, one module for each rule."""
