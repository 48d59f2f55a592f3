"""Quiet: what people and units chose to hear, and reminders that wait, are gathered or are overtaken."""
