"""Everything routing needs of one edition, as one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caseflow.core.errors import RuleError
from caseflow.core.offices import Offices
from caseflow.core.policy import Document, load_documents
from caseflow.core.routing.decide import decide
from caseflow.core.routing.decision import Decision
from caseflow.core.routing.facts import Facts, facts_from_json
from caseflow.core.routing.rules import Rules
from caseflow.core.territory import Territories

FILES = ("routing.toml", "acceptance.toml", "units.toml", "territory.csv")


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules, territories, offices and policy documents of one edition."""

    rules: Rules
    territories: Territories
    offices: Offices
    documents: Sequence[Document]

    @classmethod
    def parse(cls, files: Mapping[str, str]) -> "RuleBook":
        """Read an edition: `files` maps paths relative to policies/ to texts; paths routing does not read are ignored.

        RuleError or BadInput names what is missing or wrong. The version covers every file a decision depends on.
        """
        missing = [name for name in FILES if name not in files]
        if missing:
            raise RuleError(f"规则缺少文件：{'、'.join(missing)}")
        documents = {name: files[name] for name in sorted(files) if _is_document(name)}
        territories = Territories.parse(files["territory.csv"])
        others = (files["units.toml"], files["territory.csv"], *documents.values())
        return cls(
            rules=Rules.parse(files["routing.toml"], files["acceptance.toml"], *others),
            territories=territories,
            offices=Offices.parse(files["units.toml"], territories),
            documents=load_documents(documents),
        )

    def read(self, case: Mapping[str, Any]) -> Facts:
        """The facts of one case as `caseflow route` takes it; BadInput names the word that cannot be used."""
        return facts_from_json(case, self.territories)

    def decide(self, facts: Facts) -> Decision:
        """The decision for `facts` under this edition."""
        return decide(facts, self.rules, self.territories, self.offices, self.documents)


def _is_document(name: str) -> bool:
    return name.startswith("documents/") and name.endswith(".toml")
