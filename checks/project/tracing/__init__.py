"""Follows the code that sets up routing: which apps and routers are made, what they declare and mount."""
