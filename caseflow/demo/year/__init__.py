"""一年: a province-year of invented cases, lived through the real actions on the moved clock, the same for the same seed."""
