"""The demonstration: a pull request whose delivery report claims more than is there, through the whole chain."""
