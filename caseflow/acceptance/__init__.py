"""受理: a clerk examines a complaint: accepts it, asks once for a supplement, or declines."""
