#!/usr/bin/env python3
"""Writes shapes.txt.gz: what requests and responses of AWS services look like, from botocore's service models.

usage: python3 generate.py        (needs botocore; writes beside itself)

The file is text, compressed. A line that begins with @ is a service, as Step Functions names it in
arn:aws:states:::aws-sdk:SERVICE:ACTION. Below it come its actions, "action request response", and then its shapes, one a line, which
are numbered from 0 in each service:

  o Name=shape *Name=shape ...   an object; * for members that are required
  l shape, m shape               a list; a map of strings to a shape
  s, x                           a text, bytes in base64; then MIN..MAX of the length, or |A|B|C for an enumeration
  i, f                           a whole number, a number; then MIN..MAX
  b, t                           a boolean, a point in time
  j, a                           JSON or text of it (no bare number or boolean); anything
"""
import gzip
import os

import botocore
from botocore.loaders import Loader

SERVICES = {"apigateway": "apigateway", "dynamodb": "dynamodb", "eventbridge": "events", "kms": "kms", "lambda": "lambda", "s3": "s3",
            "secretsmanager": "secretsmanager", "sfn": "stepfunctions", "sns": "sns", "sqs": "sqs", "ssm": "ssm"}

# Members that Step Functions takes as JSON and makes text of, and those that it parses of a response.
JSON = {("lambda", "InvocationRequest", "Payload"): "j", ("lambda", "InvocationResponse", "Payload"): "a",
        ("sqs", "SendMessageRequest", "MessageBody"): "j", ("sns", "PublishInput", "Message"): "j",
        ("eventbridge", "PutEventsRequestEntry", "Detail"): "j", ("sfn", "StartExecutionInput", "input"): "j",
        ("sfn", "StartSyncExecutionInput", "input"): "j", ("sfn", "SendTaskSuccessInput", "output"): "j"}

# Limits that Step Functions was seen to hold to where botocore's are newer (recorded on AWS, 2025-11).
OLDER = {("lambda", "MemorySize"): {"min": 128, "max": 10240}}


def limits(shape):
    low, high = shape.get("min", ""), shape.get("max", "")
    return f" {low}..{high}" if low != "" or high != "" else ""


class Service:
    def __init__(self, name, model):
        self.name, self.shapes, self.lines, self.number, self.same = name, model["shapes"], [], {}, {}
        self.actions = []
        for operation in sorted(model["operations"].values(), key=lambda o: o["name"]):
            ends = [str(self.of(operation[end]["shape"])) if end in operation else "-" for end in ("input", "output")]
            self.actions.append(" ".join([operation["name"][0].lower() + operation["name"][1:], *ends]))

    def add(self, line):
        """the number of a line; the same line has the same number"""
        if line not in self.same:
            self.same[line] = len(self.lines)
            self.lines.append(line)
        return self.same[line]

    def of(self, name):
        if name in self.number:
            return self.number[name]
        shape = {**self.shapes[name], **OLDER.get((self.name, name), {})}
        kind = shape["type"]
        if kind == "structure":
            # Its number is needed before its members are known: shapes may hold themselves.
            self.number[name] = len(self.lines)
            self.lines.append(None)
            required = shape.get("required", [])
            members = []
            for member, of in shape["members"].items():
                inner = JSON.get((self.name, name, member))
                number = self.add(inner) if inner else self.of(of["shape"])
                members.append(f"{'*' if member in required else ''}{member[0].upper()}{member[1:]}={number}")
            self.lines[self.number[name]] = " ".join(["o", *members])
            return self.number[name]
        if kind in ("list", "map"):
            inner = shape["member" if kind == "list" else "value"]["shape"]
            if inner == name:
                raise ValueError(f"{name} holds itself")
            self.number[name] = len(self.lines)
            self.lines.append(None)
            self.lines[self.number[name]] = f"{kind[0]} {self.of(inner)}"
            return self.number[name]
        if "enum" in shape:
            line = "s |" + "|".join(shape["enum"])
        else:
            line = {"string": "s", "blob": "x", "integer": "i", "long": "i", "float": "f", "double": "f",
                    "boolean": "b", "timestamp": "t"}[kind] + limits(shape)
        self.number[name] = self.add(line)
        return self.number[name]


def main():
    loader, out = Loader(), [f"# botocore {botocore.__version__}"]
    for name, model in SERVICES.items():
        service = Service(name, loader.load_service_model(model, "service-2"))
        out += [f"@{name}", *service.actions, "", *service.lines]
    text = "\n".join(out) + "\n"
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "shapes.txt.gz"), "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=9) as compressed:
            compressed.write(text.encode())
    print(f"{len(text)} bytes of text, botocore {botocore.__version__}")


main()
