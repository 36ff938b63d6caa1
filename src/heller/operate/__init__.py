"""Running a city: its folder, keys, start, status, verification, rebuild, measurements."""
