"""`heller bench`: what the book can do on this machine, beside limits measured in the same run."""
