"""Composing: what the published results say, in sentences, pictures and tables, page by page."""
