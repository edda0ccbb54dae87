"""Facts enter here: sources are read and landed in the next warehouse, untouched by meaning."""
