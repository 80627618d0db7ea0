"""Cedar (cedarpy, the Rust engine behind a Python package) on the same policies and requests, by Cedar's own timer.

    python measure_cedar.py POLICIES REQUESTS COUNT

Translates the policies as README.md says, decides the first COUNT requests one by one, and adds up the
`authz_duration_micros` that Cedar reports for each: parsing, JSON and Python are left out. Prints one line of JSON.
"""

import itertools
import json
import sys
import time

import cedarpy

from measure_python import VARIABLE, seconds
from workload import action_pattern, context, listed, role_arns, statements

# What the workload's requests can set `aws:TagKeys` to: Cedar has no `like` over the elements of a set.
TAG_KEYS = ["owner", "project", "environment", "cost-center", "team", "data-class", "retention", "codeocean:protected"]
NUMBERS = {"aws:multifactorauthage", "aws:epochtime"}
DATES = {"aws:currenttime"}
ADDRESSES = {"aws:sourceip"}


def quoted(text):
    return json.dumps(text)


def like(value, pattern):
    """One glob as a Cedar expression; `?` becomes `*`, which Cedar's patterns are limited to."""
    pattern = pattern.replace("?", "*")
    if pattern == "*":
        return "true"
    if "*" not in pattern:
        return f"{value} == {quoted(pattern)}"
    return f"{value} like {quoted(pattern)}"


def any_of(expressions):
    return "(" + " || ".join(expressions) + ")"


def single(operator, value, values):
    """Whether a value of the request satisfies one of the policy's, as a Cedar expression."""
    if operator in ("StringEquals", "StringNotEquals", "Bool"):
        if len(values) == 1:
            return f"{value} == {quoted(values[0])}"
        return f"[{', '.join(map(quoted, values))}].contains({value})"
    if operator in ("StringLike", "StringNotLike", "ArnLike", "ArnEquals", "ArnNotLike"):
        return any_of(like(value, v) for v in values)
    if operator in ("IpAddress", "NotIpAddress"):
        return any_of(f"{value}.isInRange(ip({quoted(v)}))" for v in values)
    if operator == "DateLessThan":
        return f"{value} < {seconds(values[0])}"
    if operator == "DateGreaterThan":
        return f"{value} > {seconds(values[0])}"
    if operator == "NumericGreaterThan":
        return f"{value} > {values[0]}"
    raise ValueError(f"the workload has no operator {operator}")


def condition(spelling, key, values):
    """One key under one operator as a Cedar expression."""
    key = key.lower()
    has = f"context has {quoted(key)}"
    value = f"context[{quoted(key)}]"
    if spelling == "Null":
        return f"!({has})" if values[0] == "true" else has
    quantifier, _, name = spelling.rpartition(":")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    if quantifier:
        names = [t for t in TAG_KEYS if any(action_pattern(v).fullmatch(t) for v in values)]
        tags = "[" + ", ".join(map(quoted, names)) + "]"
        if quantifier == "ForAnyValue" and not negated:
            return f"({has} && {value}.containsAny({tags}))"
        if quantifier == "ForAllValues" and negated:
            return f"(!({has}) || !({value}.containsAny({tags})))"
        raise ValueError(f"the workload has no operator {spelling}")
    variable = VARIABLE.fullmatch(values[0])
    if variable:
        other = variable[1].lower()
        both = f"{has} && context has {quoted(other)}"
        equal = f"{value} == context[{quoted(other)}]"
        return f"!({both} && {equal})" if negated else f"({both} && {equal})"
    holds = single(name, value, values)
    if negated:
        return f"!({has} && {holds})"
    return f"(!({has}) || {holds})" if if_exists else f"({has} && {holds})"


def admits(statement):
    """A function that says whether a statement's Action or NotAction admits an action."""
    negated = "NotAction" in statement
    patterns = [action_pattern(p) for p in listed(statement["NotAction" if negated else "Action"])]
    return lambda action: any(p.fullmatch(action) for p in patterns) != negated


def action_entities(statements, actions):
    """Cedar's entities: each action, with the group of every statement that admits it as a parent."""
    matchers = [admits(s) for s in statements]
    return [
        {
            "uid": {"type": "Action", "id": action},
            "attrs": {},
            "parents": [{"type": "Action", "id": f"group {n}"} for n, m in enumerate(matchers) if m(action)],
        }
        for action in actions
    ]


def policy(number, statement):
    """One statement as a Cedar policy: its action group in the scope, the rest as conditions."""
    clauses = []
    not_resource = "NotResource" in statement
    resources = listed(statement["NotResource" if not_resource else "Resource"])
    if resources != ["*"]:
        matches = any_of(like("context.resource", r) for r in resources)
        clauses.append(f"!{matches}" if not_resource else matches)
    for operator, block in statement.get("Condition", {}).items():
        clauses += [condition(operator, key, listed(values)) for key, values in block.items()]
    effect = "forbid" if statement["Effect"] == "Deny" else "permit"
    when = f" when {{ {' && '.join(clauses)} }}" if clauses else ""
    group = quoted(f"group {number}")
    return f"{effect}(principal, action in Action::{group}, resource){when};"


def request(record, roles):
    """An action record as a Cedar request; the ARN stands in the context, too, since entities have no text."""
    keys = {"resource": record.get("resource", "*")}
    for key, value in context(record, roles).items():
        if key in ADDRESSES:
            keys[key] = {"__extn": {"fn": "ip", "arg": value}}
        elif key in DATES:
            keys[key] = seconds(value)
        elif key in NUMBERS:
            keys[key] = int(value)
        else:
            keys[key] = value
    return {
        "principal": f"Principal::{quoted(record['principal'])}",
        "action": f"Action::{quoted(record['action'])}",
        "resource": f"Resource::{quoted(keys['resource'])}",
        "context": keys,
    }


def main(policies, requests, count):
    with open(requests, "rb") as file:
        records = [json.loads(line) for line in itertools.islice(file, int(count))]
    with open(requests, "rb") as file:
        actions = sorted({json.loads(line)["action"] for line in itertools.islice(file, 50_000)})
    both = statements(policies, "scp") + statements(policies, "identity")
    compiled = cedarpy.PolicySet.from_str("\n".join(policy(n, s) for n, s in enumerate(both)))
    entities = cedarpy.Entities.from_json_str(json.dumps(action_entities(both, actions)))
    roles = role_arns(policies)
    counts = {"allowed": 0, "explicitDeny": 0, "implicitDeny": 0}
    errors = 0
    microseconds = 0
    start = time.perf_counter()
    for result in (cedarpy.is_authorized(request(r, roles), compiled, entities) for r in records):
        errors += len(result.diagnostics.errors)
        microseconds += result.metrics["authz_duration_micros"]
        if result.allowed:
            counts["allowed"] += 1
        else:
            counts["explicitDeny" if result.diagnostics.reasons else "implicitDeny"] += 1
    print(
        json.dumps({
            "records": len(records), "seconds": microseconds / 1e6, "wall": time.perf_counter() - start,
            "counts": counts, "errors": errors,
        }))


if __name__ == "__main__":
    main(*sys.argv[1:4])
