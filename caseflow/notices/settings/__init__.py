"""Settings: the pages where people, units and their robots are set up."""
