"""What people can do, one feature a module."""
