"""Boards and the home page: pages that mix areas."""
