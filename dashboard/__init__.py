"""Shows the warehouse: in the browser, on the command line, in reports."""
