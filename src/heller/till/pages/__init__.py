"""Pages that outlive every server: single files that need nothing from anywhere."""
