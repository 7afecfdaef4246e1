"""Networks of actors, or of actors and topics, as views."""
