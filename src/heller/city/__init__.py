"""Who takes part: merchants, points, tills, sellers, approvers; and the city's settings. Pure."""
