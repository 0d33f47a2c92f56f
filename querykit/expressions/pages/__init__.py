"""Expressions over pages: what runs on each page, and how the rest is kept and merged."""
