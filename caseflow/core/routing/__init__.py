"""The routing rule: 属地管理、分级负责，谁主管谁负责."""

from caseflow.core.routing.book import RuleBook
from caseflow.core.routing.decide import decide
from caseflow.core.routing.decision import Decision
from caseflow.core.routing.facts import Facts, facts_from_json
from caseflow.core.routing.rules import Rules

__all__ = ["Decision", "Facts", "RuleBook", "Rules", "decide", "facts_from_json"]
