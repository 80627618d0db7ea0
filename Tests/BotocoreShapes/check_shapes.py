"""Checks the answers of `stockade simulate` against botocore's own model of SimulateCustomPolicy.

Makes 200 inputs by seed, answers them in one run, and validates each answer against the operation's output shape:
every member known, every type right, every required member there, every enum value one of AWS's. See README.md.
"""

import json
import random
import subprocess
import sys

import botocore.session
from botocore.validate import ParamValidator

ACTIONS = ["s3:GetObject", "s3:DeleteBucket", "ec2:DeleteVolume", "iam:PassRole", "kms:Decrypt"]
RESOURCES = [
    "arn:aws:s3:::datasets", "arn:aws:s3:::datasets/a", "arn:aws:ec2:us-east-1:111122223333:volume/vol-1",
    "arn:aws:kms:us-east-1:444455556666:key/1", "*",
]
CALLERS = [
    "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:role/Deployer",
    "arn:aws:sts::111122223333:assumed-role/Deployer/s",
]


def policy(rng, principal=None, deny=0.3):
    statements = []
    for _ in range(rng.randint(1, 3)):
        statement = {
            "Effect": "Deny" if rng.random() < deny else "Allow",
            "Action": rng.choice(["*", "s3:*", rng.sample(ACTIONS, 2)]),
            "Resource": rng.choice(["*", "arn:aws:s3:::datasets*"]),
        }
        if principal:
            statement["Principal"] = principal
        if rng.random() < 0.4:
            statement["Condition"] = {"StringEquals": {rng.choice(["aws:RequestedRegion", "aws:PrincipalTag/team"]): "x"}}
        statements.append(statement)
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


CONTEXT_VALUES = {
    "string": ["x"], "stringList": ["x", "y"], "numeric": ["5"], "numericList": ["1", "2"], "boolean": ["true"],
    "booleanList": ["true", "false"], "ip": ["203.0.113.7"], "ipList": ["203.0.113.7", "10.0.0.1"],
    "binary": ["QUJD"], "binaryList": ["QUJD"], "date": ["2026-01-02T03:04:05Z"], "dateList": ["2026-01-02T03:04:05Z"],
}
ALLOW_ALL = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})


def simulation(rng, number):
    """Input `number`: its bits say which of the optional gates are there, so that all combinations come up."""
    document = {"ActionNames": rng.sample(ACTIONS, rng.randint(1, 3)), "CallerArn": rng.choice(CALLERS)}
    if rng.random() < 0.9:
        document["PolicyInputList"] = [policy(rng, deny=0.15) for _ in range(rng.randint(0, 2))]
    if rng.random() < 0.7:
        document["ResourceArns"] = rng.sample(RESOURCES[:-1], rng.randint(1, 3))
    if number & 1:
        document["PermissionsBoundaryPolicyInputList"] = [policy(rng, deny=0.1)]
    if number & 2:
        document["OrderedOrganizationPolicyInputList"] = [
            {"ServiceControlPolicyInputList": [policy(rng, deny=0.1)]} for _ in range(rng.randint(0, 3))
        ]
    if number & 4:
        document["ResourcePolicy"] = policy(rng, principal={"AWS": "111122223333"}, deny=0.1)
    if number & 8:
        document["SessionPolicyInputList"] = [policy(rng, deny=0.1)]
    if number & 16:
        document["OrderedResourceControlPolicyInputList"] = [{"ResourceControlPolicyInputList": [ALLOW_ALL]}]
    if number & 32:
        document.update(MaxItems=5, Marker="m", ResourceHandlingOption="EC2-VPC-InstanceStore")
    if number & 64:
        document["ResourceOwner"] = "arn:aws:iam::444455556666:root"
    kind = list(CONTEXT_VALUES)[number % len(CONTEXT_VALUES)]
    document["ContextEntries"] = [
        {"ContextKeyName": "aws:Key" + kind, "ContextKeyValues": CONTEXT_VALUES[kind], "ContextKeyType": kind},
        {"ContextKeyName": "aws:RequestedRegion", "ContextKeyValues": ["x"]},
    ]
    return document


def enum_faults(value, shape, path="answer"):
    """Values that the model's enumerations do not have; botocore's validator does not look at them."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from enum_faults(value[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            yield from enum_faults(item, shape.member, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from enum_faults(item, shape.value, f"{path}[{key!r}]")
    elif getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path}: {value!r} is none of {shape.enum}"


def main(stockade, count):
    rng = random.Random(1)
    inputs = [simulation(rng, number) for number in range(count)]
    model = botocore.session.get_session().get_service_model("iam").operation_model("SimulateCustomPolicy")
    validator = ParamValidator()
    for document in inputs:
        known = {key: value for key, value in document.items() if key in model.input_shape.members}
        if report := validator.validate({"PolicyInputList": [], **known}, model.input_shape).generate_report():
            sys.exit(f"the input itself is not AWS's: {report}")
    text = "".join(json.dumps(document) + "\n" for document in inputs)
    run = subprocess.run([stockade, "simulate", "-"], input=text, capture_output=True, text=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0 or len(answers) != count:
        sys.exit(f"stockade ended with {run.returncode} and {len(answers)} answers: {run.stderr}\n{run.stdout[-400:]}")
    decisions = {}
    for number, answer in enumerate(answers, 1):
        report = validator.validate(answer, model.output_shape).generate_report()
        faults = [report] if report else []
        faults += enum_faults(answer, model.output_shape)
        if faults:
            sys.exit(f"answer {number}: {faults}\n{json.dumps(answer, indent=2)}")
        if (asked := inputs[number - 1]["ActionNames"]) != [result["EvalActionName"] for result in answer["EvaluationResults"]]:
            sys.exit(f"answer {number} is not about {asked}")
        for result in answer["EvaluationResults"]:
            decisions[result["EvalDecision"]] = decisions.get(result["EvalDecision"], 0) + 1
    print(f"{count} answers have botocore {botocore.__version__}'s shape; decisions: {decisions}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".build/release/stockade", int(sys.argv[2]) if len(sys.argv) > 2 else 200)
