"""Reaching: people whom notices do not reach are somebody's task until they are reached another way."""
