"""Official forms as Word documents: their fields, what fills them, and the templates that they are filled into."""
