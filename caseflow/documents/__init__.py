"""文书: numbered letters, frozen as issued, and the proof that they were served."""
