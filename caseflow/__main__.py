"""`python -m caseflow …`."""

from caseflow.cli import main

main(prog_name="caseflow")
