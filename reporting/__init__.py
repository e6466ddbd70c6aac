"""What managers see: the week's completion, with honest denominators."""
