"""案卷: the one case page, composed of the stages' read-only panels; it holds no rule."""
