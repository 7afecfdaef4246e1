"""Results as views: what is said of each, for people, for lines and for programs."""
