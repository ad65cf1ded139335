# The adapter.
