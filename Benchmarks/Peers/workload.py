"""The workload files that `stockade generate` wrote, as the peers read them."""

import glob
import json
import os
import re


def statements(folder, stem):
    """All statements of the documents of one type of policy, in order."""
    found = []
    for path in sorted(glob.glob(os.path.join(folder, stem + "-*.json"))):
        with open(path, "rb") as file:
            found += json.load(file)["Statement"]
    return found


def listed(value):
    """A policy's string-or-list as a list."""
    return value if isinstance(value, list) else [value]


def pattern(text):
    """An IAM glob as a regular expression over the whole string."""
    return re.compile("".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in text), re.DOTALL)


def action_pattern(text):
    """An action glob, which ignores case."""
    return re.compile(pattern(text).pattern, re.DOTALL | re.IGNORECASE)


ROLE_SESSION = re.compile(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/")


def role_arns(folder):
    """The roles of the workload's environment by account and name: a session's ARN lacks the path of its role."""
    with open(os.path.join(folder, "environment.json"), "rb") as file:
        principals = [p["arn"] for p in json.load(file)["principals"]]
    return {(arn.split(":")[4], arn.rsplit("/", 1)[1]): arn for arn in principals if ":role/" in arn}


def context(record, roles):
    """The context keys of an action record, lower-cased, with those that the principal implies."""
    keys = {}
    principal = record.get("principal")
    if principal:
        account = principal.split(":")[4]
        session = ROLE_SESSION.match(principal)
        keys["aws:principalarn"] = roles[session.groups()] if session else principal
        keys["aws:principalaccount"] = account
        if ":user/" in principal:
            keys["aws:username"] = principal.rsplit("/", 1)[1]
    for key, value in record.get("context", {}).items():
        if value is True or value is False:
            value = "true" if value else "false"
        elif isinstance(value, (int, float)):
            value = str(value)
        keys[key.lower()] = value
    return keys
