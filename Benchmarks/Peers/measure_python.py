"""The evaluator that a Python team writes in an afternoon: orjson, compiled patterns, a cache per (action, resource).

    python measure_python.py POLICIES REQUESTS [COUNT]

Reads NDJSON, decides, counts; prints one line of JSON. It knows what the workload needs: no NotPrincipal, no RCPs, no
positions, one level of SCPs beside FullAWSAccess.
"""

import calendar
import ipaddress
import itertools
import json
import re
import sys
import time

import orjson

from workload import action_pattern, context, listed, pattern, role_arns, statements

VARIABLE = re.compile(r"\$\{([^}]+)\}")


def seconds(text):
    """A date of the workload as seconds since 1970."""
    text = text if "T" in text else text + "T00:00:00Z"
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def like(patterns):
    expression = re.compile("|".join(f"(?:{pattern(p).pattern})" for p in patterns), re.DOTALL)
    return lambda value: expression.fullmatch(value) is not None


def test(operator, values):
    """A function that says whether one value of the request satisfies one of the policy's."""
    if operator in ("StringEquals", "Bool", "StringNotEquals"):
        allowed = frozenset(values)
        return lambda value: value in allowed
    if operator in ("StringLike", "StringNotLike", "ArnLike", "ArnEquals", "ArnNotLike"):
        return like(values)
    if operator in ("IpAddress", "NotIpAddress"):
        networks = [ipaddress.ip_network(v, strict=False) for v in values]

        def within(value):
            address = ipaddress.ip_address(value)
            return any(address.version == n.version and address in n for n in networks)

        return within
    if operator.startswith("Date"):
        limit = seconds(values[0])
        if operator == "DateLessThan":
            return lambda value: seconds(value) < limit
        return lambda value: seconds(value) > limit
    if operator == "NumericGreaterThan":
        limit = float(values[0])
        return lambda value: float(value) > limit
    raise ValueError(f"the workload has no operator {operator}")


def condition(spelling, key, values):
    """A function from a context to whether one key under one operator holds."""
    key = key.lower()
    if spelling == "Null":
        absent = values[0] == "true"
        return lambda keys: (key not in keys) == absent
    quantifier, _, name = spelling.rpartition(":")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    variable = VARIABLE.fullmatch(values[0])
    if variable:
        other = variable[1].lower()

        def same(keys):
            if key not in keys or other not in keys:
                return negated
            return (keys[key] == keys[other]) != negated

        return same
    holds = test(name, values)
    if quantifier == "ForAnyValue":
        return lambda keys: any(holds(v) != negated for v in listed(keys.get(key, [])))
    if quantifier == "ForAllValues":
        return lambda keys: all(holds(v) != negated for v in listed(keys.get(key, [])))

    def single(keys):
        value = keys.get(key)
        if value is None:
            return negated or if_exists
        if isinstance(value, list):
            return False
        return holds(value) != negated

    return single


class Statement:
    def __init__(self, statement):
        self.denies = statement["Effect"] == "Deny"
        self.not_action = "NotAction" in statement
        actions = listed(statement["NotAction" if self.not_action else "Action"])
        self.actions = [action_pattern(a) for a in actions]
        self.not_resource = "NotResource" in statement
        resources = listed(statement["NotResource" if self.not_resource else "Resource"])
        self.any_resource = resources == ["*"]
        self.resources = like(resources)
        self.conditions = [
            condition(operator, key, listed(values))
            for operator, block in statement.get("Condition", {}).items()
            for key, values in block.items()
        ]

    def has_action(self, action):
        return any(p.fullmatch(action) for p in self.actions) != self.not_action

    def has_resource(self, resource):
        if self.any_resource:
            return not self.not_resource
        return self.resources(resource) != self.not_resource


class Evaluator:
    def __init__(self, statements, roles):
        self.roles = roles
        self.statements = [Statement(s) for s in statements]
        self.by_action = {}
        self.by_resource = {}

    def candidates(self, action, resource):
        found = self.by_resource.get((action, resource))
        if found is None:
            of_action = self.by_action.get(action)
            if of_action is None:
                of_action = [s for s in self.statements if s.has_action(action)]
                self.by_action[action] = of_action
            found = [s for s in of_action if s.has_resource(resource)]
            found.sort(key=lambda s: not s.denies)
            self.by_resource[(action, resource)] = found
        return found

    def decide(self, record):
        action = record["action"]
        if action == "sts:GetCallerIdentity":
            return "allowed"
        keys = None
        for statement in self.candidates(action, record.get("resource", "*")):
            if statement.conditions:
                if keys is None:
                    keys = context(record, self.roles)
                if not all(holds(keys) for holds in statement.conditions):
                    continue
            return "explicitDeny" if statement.denies else "allowed"
        return "implicitDeny"


def main(policies, requests, count=None):
    evaluator = Evaluator(statements(policies, "scp") + statements(policies, "identity"), role_arns(policies))
    counts = {"allowed": 0, "explicitDeny": 0, "implicitDeny": 0}
    start = time.perf_counter()
    records = 0
    with open(requests, "rb") as file:
        for line in itertools.islice(file, count and int(count)):
            counts[evaluator.decide(orjson.loads(line))] += 1
            records += 1
    print(json.dumps({"records": records, "seconds": time.perf_counter() - start, "counts": counts}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
