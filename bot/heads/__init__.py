"""The verdict on a head: whom it serves, by which rules it is judged, what its check run says."""
