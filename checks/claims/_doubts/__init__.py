"""What takes a refutation back because something around it speaks against it."""
