"""Who takes part: merchants, acceptance points, tills, sellers, approvers, and the city's settings. Pure."""
