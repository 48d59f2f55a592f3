"""The `caseflow` command: names and JSON that others rely on are fixed in docs/cli.md."""

import sys
from typing import Any

import click

from caseflow.cli import (
    background,
    calculators,
    database,
    explain,
    policies_documents,
    policies_townships,
    reference,
    routing,
    simulate,
    up,
    users,
)
from caseflow.core.errors import CaseflowError, RuleError
from caseflow.settings import SettingsError


class HouseGroup(click.Group):
    """A refusal becomes one sentence on standard error: exit 2 for bad input, 1 for a rule that cannot be used."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (CaseflowError, SettingsError) as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(1 if isinstance(refusal, RuleError) else 2)


@click.group(cls=HouseGroup)
def main() -> None:
    """caseflow:中小企业投诉与拖欠账款办件系统。"""


@main.group()
def policies() -> None:
    """政策文件与规则。"""


for command in (
    *policies_documents.commands,
    *policies_townships.commands,
    *routing.policies_commands,
    *explain.commands,
    database.load,
):
    policies.add_command(command)
for command in (
    *calculators.commands,
    *routing.commands,
    *database.commands,
    *background.commands,
    *simulate.commands,
    users.users,
    reference.reference,
    up.up,
):
    main.add_command(command)
