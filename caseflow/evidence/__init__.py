"""Evidence: taking in files, checking them in a limited child process, keeping and handing them out."""
