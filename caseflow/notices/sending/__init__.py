"""Sending: the carriers of each channel, the lease under which they send, receipts, and addresses that refuse."""
