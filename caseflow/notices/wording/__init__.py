"""The texts of notices: what they may say, their editions, and the pages where the administrator changes them."""
