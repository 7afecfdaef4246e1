"""The report page: its contents as data, and as a view."""
