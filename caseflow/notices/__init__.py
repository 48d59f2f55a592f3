"""告知: word to people about events, from the outbox to the inbox and the mailbox, with its status."""
