"""演示: invented people, firms and cases, made through the same actions as real ones."""
