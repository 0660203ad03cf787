"""Plays cases.json against an endpoint with a client written in Python: boto3 or the AWS CLI.

usage: cases.py boto3|aws ENDPOINT

Prints a line for each case: the operation, and "ok" or what was not as expected.
"""
import contextlib, io, json, os, re, subprocess, sys
from pathlib import Path

os.environ.update(AWS_DISABLE_HOST_PREFIX_INJECTION="true", AWS_ACCESS_KEY_ID="111122223333", AWS_SECRET_ACCESS_KEY="test",
                  AWS_DEFAULT_REGION="eu-west-1", AWS_MAX_ATTEMPTS="1", AWS_CONFIG_FILE="/nonexistent", AWS_PAGER="")


def boto3_client(endpoint):
    import boto3
    from botocore import xform_name
    from botocore.config import Config
    from botocore.exceptions import ClientError
    client = boto3.client("stepfunctions", endpoint_url=endpoint, config=Config(inject_host_prefix=False))

    def call(operation, request):
        try:
            return getattr(client, xform_name(operation))(**request), None
        except ClientError as e:
            return None, (e.response["Error"]["Code"], e.response["Error"]["Message"])
    return call


def aws_cli(endpoint):
    def arguments(operation, request):
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
        return ["--endpoint-url", endpoint, "--output", "json", "stepfunctions", name, "--cli-input-json", json.dumps(request)]

    try:  # version 1 is a library too, which spares a start for each call
        from awscli.clidriver import create_clidriver
        driver = create_clidriver()

        def run(args):
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                driver.main(args)
            return out.getvalue(), err.getvalue()
    except ImportError:
        def run(args):
            p = subprocess.run(["aws", *args], capture_output=True, text=True)
            return p.stdout, p.stderr

    def call(operation, request):
        out, err = run(arguments(operation, request))
        refused = re.search(r"An error occurred \((\w+)\) when calling the \w+ operation: (.*)", err, re.S)
        if refused:
            return None, (refused.group(1), refused.group(2).strip())
        if err.strip():
            return None, ("", err.strip())
        return json.loads(out or "{}"), None
    return call


def matches(want, got):
    if want == "*":
        return got is not None
    if isinstance(want, dict):
        return isinstance(got, dict) and all(matches(v, got.get(k)) for k, v in want.items())
    if isinstance(want, list):
        got = got or []
        return len(want) == len(got) and all(map(matches, want, got))
    if isinstance(want, str) and want.endswith("*"):
        return isinstance(got, str) and got.startswith(want[:-1])
    return want == got


def play(call):
    saved = {}
    for line in json.loads(Path(__file__).with_name("cases.json").read_text()):
        text = json.dumps(line)
        for name, value in saved.items():
            text = text.replace("${%s}" % name, value)
        case = json.loads(text)
        out, error = call(case["operation"], case["input"])
        if "error" in case:
            good = error and error[0] == case["error"] and matches(case.get("message", "*"), error[1])
        else:
            good = error is None and matches(case["expect"], out)
        if good:
            saved.update({name: out[member] for name, member in case.get("save", {}).items()})
        print(case["operation"], "ok" if good else f"answered {error or out} to {case['input']}", flush=True)


play({"boto3": boto3_client, "aws": aws_cli}[sys.argv[1]](sys.argv[2]))
