"""What till door and stand-in share of HTTP: bounds, problems, one outermost app, the process."""
