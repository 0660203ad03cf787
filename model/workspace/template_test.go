package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// sam is a template as SAM's users write it.
const sam = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Kind: {Type: String, Default: EXPRESS}
  Secret: {Type: "AWS::SSM::Parameter::Value<String>", Default: /orders/table}
Conditions:
  InProduction: !And [!Equals [!Ref Stage, prod], !Not [!Condition Other]]
Resources:
  Charge:
    Type: AWS::Serverless::Function
    Properties: {Handler: index.handler, Role: !Sub "arn:aws:iam::012345678901:role/x", Mode: 0644}
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: statemachine/orders.asl.json
      DefinitionSubstitutions:
        ChargeArn: !GetAtt Charge.Arn
        Table: !Sub "orders-${Stage}"
        Delay: 3
      Policies:
        - LambdaInvokePolicy: {FunctionName: !Ref Charge}
  Inline:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: !Ref Kind
      Name: !Sub "inline-${Stage}"
      Definition:
        Version: 1.0
        StartAt: A
        States:
          A:
            Type: Pass
            Result: {table: "${Table}", stage: !Ref Stage, both: !Join ["-", [a, !Ref Stage]]}
            End: true
      DefinitionSubstitutions: {Table: orders}
  Nightly:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: {Bucket: b, Key: k}
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      StateMachineName: text
      DefinitionString: !Sub |
        {
          "StartAt": "A",
          "States": {"A": {"Type": "Pass", "Result": "${Stage} ${!Plain}", "End": true}}
        }
      DefinitionSubstitutions: {Plain: p}
`

const ordersDefinition = `{"StartAt": "Charge", "States": {
  "Charge": {"Type": "Task", "Resource": "${ChargeArn}", "Next": "Wait"},
  "Wait": {"Type": "Wait", "Seconds": ${Delay}, "Next": "Done"},
  "Done": {"Type": "Pass", "Result": "${Table} ${aws:x}", "End": true}
}}`

func TestLoadTemplates(t *testing.T) {
	dir := tree(t, map[string]string{
		"template.yaml":                sam,
		"statemachine/orders.asl.json": ordersDefinition,
		"other.asl.json":               minimal,
		"web/template.json":            `{"name": "of another program"}`,
		"web/x.template.yaml":          "no: {{ template }}\n",
		"MockConfigFile.json":          `{"StateMachines": {}, "MockedResponses": {}}`,
	})
	w, err := Load(dir, Options{Define: Defines{"ChargeArn": "arn:aws:lambda:us-east-1:000000000000:function:charge"}})
	if err != nil {
		t.Fatal(err)
	}
	type machine struct{ Name, Type, File, Definition, Problem string }
	var got []machine
	for _, f := range w.Files {
		path, _ := filepath.Rel(dir, f.Path)
		m := machine{f.Name, f.Type, filepath.ToSlash(path), f.Definition, ""}
		if f.Problem != nil {
			m.Problem = strings.ReplaceAll(f.Problem.Error(), dir+string(filepath.Separator), "")
		}
		got = append(got, m)
	}
	want := []machine{
		{"other", "EXPRESS", "other.asl.json", minimal, ""},
		{"Orders", "EXPRESS", "statemachine/orders.asl.json", strings.NewReplacer("${Table}", "orders-dev", "${Delay}", "3",
			"${ChargeArn}", "arn:aws:lambda:us-east-1:000000000000:function:charge").Replace(ordersDefinition), ""},
		{"inline-dev", "EXPRESS", "template.yaml", `{"Version":"1.0","StartAt":"A","States":{"A":{"Type":"Pass","Result":{"table":"orders","stage":"dev","both":"a-dev"},"End":true}}}`, ""},
		{"Nightly", "STANDARD", "template.yaml", "", "template.yaml:41:22: the definition is in S3, which expresso does not read"},
		{"text", "EXPRESS", "template.yaml", "{\n  \"StartAt\": \"A\",\n  \"States\": {\"A\": {\"Type\": \"Pass\", \"Result\": \"dev p\", \"End\": true}}\n}\n", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("machines (-want +got):\n%s", diff)
	}
	var read []string
	for _, path := range w.Read {
		path, _ = filepath.Rel(dir, path)
		read = append(read, filepath.ToSlash(path))
	}
	if diff := cmp.Diff([]string{"MockConfigFile.json", "other.asl.json", "statemachine/orders.asl.json", "template.yaml"}, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if len(w.Warnings) > 0 {
		t.Error(w.Warnings)
	}
	for _, place := range []struct {
		name, location string
		line, column   int
	}{
		{"Orders", "/States/Done/End", 4, 66},
		{"Orders", "/States/Wait/Next", 3, 57},
		{"inline-dev", "/States/A/Result/table", 35, 29},
		{"inline-dev", "/States/A/Nothing", 34, 13},
		{"text", "/States/A/End", 50, 83},
	} {
		for _, f := range w.Files {
			if f.Name != place.name {
				continue
			}
			if line, column := f.Locate(place.location); line != place.line || column != place.column {
				t.Errorf("%s %s: %d:%d, want %d:%d", place.name, place.location, line, column, place.line, place.column)
			}
		}
	}
}

// one is a template with one state machine of CloudFormation's, with these properties.
func one(properties string) string {
	return "Parameters:\n  P: {Type: String, Default: p}\nResources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      StateMachineType: EXPRESS\n" + properties
}

func TestTemplateProblems(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a: &a [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 8 {
		fmt.Fprintf(&bomb, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", 'b'+i, 'b'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i, 'a'+i)
	}
	nested := `"x"`
	for range 40 {
		nested = `{"Fn::Sub": ["${a}${a}", {"a": ` + nested + `}]}`
	}
	tests := []struct{ name, file, text, want string }{
		{"s3", "template.yaml", one("      DefinitionS3Location: s3://bucket/key\n"), ":8:29: the definition is in S3"},
		{"no file", "template.yaml", one("      DefinitionS3Location: nowhere.json\n"), "nowhere.json cannot be read: file does not exist"},
		{"a folder", "template.yaml", one("      DefinitionS3Location: .\n"), "cannot be read: is not a regular file"},
		{"outside", "template.yaml", one("      DefinitionS3Location: ../../../etc/passwd\n"), ":8:29: ../../../etc/passwd is outside "},
		{"absolute", "template.yaml", one("      DefinitionS3Location: /etc/passwd\n"), ":8:29: /etc/passwd is outside "},
		{"no definition", "template.yaml", one(""), ":5:5: the machine has no definition: write it in DefinitionS3Location or Definition"},
		{"two definitions", "template.yaml", one("      Definition: {}\n      DefinitionString: x\n"), ":5:5: the machine has DefinitionString and Definition: give only one of them"},
		{"not JSON in a block", "template.yaml", one("      DefinitionString: |\n        {\n          \"a\": ,\n        }\n"), ":10:16: "},
		{"not JSON in quotes", "template.yaml", one("      DefinitionString: '{\"a\": }'\n"), ":8:25: in this text, line 1, column 7: "},
		{"not an object", "template.yaml", one("      Definition: [text]\n"), ":8:19: Definition must be an object"},
		{"unknown definition", "template.yaml", one("      DefinitionString: !ImportValue Shared\n"), ":8:25: the definition is known only after deployment"},
		{"type", "template.yaml", strings.Replace(one("      Definition: {}\n"), "EXPRESS", "Fast", 1), ":7:25: StateMachineType must be EXPRESS or STANDARD, not \"Fast\""},
		{"not YAML", "template.yaml", "Resources:\n  M: {Type: AWS::Serverless::StateMachine}\n  a: [\n", ":3:6: "},
		{"not JSON", "x.template.json", "{\n  \"Resources\": {,}, \"AWS::Serverless::StateMachine\"\n}", ":2:17: "},
		{"aliases of aliases", "template.yaml", bomb.String() + one("      Definition: {}\n"), "with its aliases expanded, this has more than 1048576 bytes"},
		{"values of values", "template.json", `{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": ` + nested + `}}}}`, "has more than 1048576 bytes"},
		{"many long values", "template.yaml", one("      Definition: {a: ['" + strings.Repeat("${P}", 200_000) + "']}\n"), "has more than 1048576 bytes"},
		{"no condition", "template.yaml", one("      DefinitionString: !Join ['', [!If [Nope, a, b]]]\n"), `unknown condition "Nope"`},
		{"a condition of itself", "template.yaml", "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n" + one("      Definition: {a: !If [A, b, c]}\n"), "depends on itself"},
		{"a loop without end", "template.yaml", one("      DefinitionString: !Sub ['${a}', {a: !Select [0, x]}]\n") + strings.Repeat(" ", 8) + "\n  'Fn::ForEach::X': [A, [" + strings.Repeat("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',", 2000) + "b], {'M${A}': {Type: 'AWS::StepFunctions::StateMachine', Properties: {Definition: {a: '" + strings.Repeat("${A}", 300) + "'}}}}]\n", "has more than 1048576 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := tree(t, map[string]string{"a/b/" + test.file: test.text})
			files, err := Open(filepath.Join(dir, "a", "b", test.file), "", Options{Define: Defines{"P": strings.Repeat("long", 100)}})
			if err == nil && len(files) == 1 {
				err = files[0].Problem
			}
			if err == nil {
				t.Fatalf("no problem: %+v", files)
			}
			if !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), filepath.Join(dir, "a", "b")) {
				t.Errorf("problem %v, want %s", err, test.want)
			}
		})
	}
}

// What only a deployment knows has a stand-in of the shape that it needs.
func TestTemplateValues(t *testing.T) {
	const head = "Mappings: {Stages: {dev: {Table: orders-dev, Size: 5}}}\nConditions:\n  Prod: !Equals [!Ref Stage, prod]\n  Dev: !Not [!Condition Prod]\n" +
		"Parameters:\n  Stage: {Type: String, Default: dev}\n  Size: {Type: Number, Default: 7}\n  Count: {Type: Number}\n  Open: {Type: String}\n" +
		"  Names: {Type: CommaDelimitedList, Default: 'a, b'}\n  Vpc: {Type: 'AWS::EC2::VPC::Id'}\n  Kind: {Type: String, AllowedValues: [x, y]}\n" +
		"  Path: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}\n"
	const tail = "  Fn: {Type: 'AWS::Lambda::Function'}\n  Jobs: {Type: 'AWS::SQS::Queue'}\n  Named: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: !Sub 'orders-${Stage}'}}\n" +
		"  Itself: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub '${Itself.QueueName}x'}}\n  Sam: {Type: 'AWS::Serverless::Function'}\n"
	const account = "us-east-1:000000000000:"
	for value, want := range map[string]string{
		"plain":                                  `"plain"`,
		"7":                                      "7",
		"true":                                   "true",
		"!Ref Stage":                             `"dev"`,
		"!Ref Size":                              "7",
		"!Ref Count":                             "1",
		"{Ref: Stage}":                           `"dev"`,
		"!Ref Given":                             `"given"`,
		"!Ref Open":                              `"Open"`,
		"!Ref Kind":                              `"x"`,
		"!Ref Vpc":                               `"vpc-00000000000000000"`,
		"!Ref Names":                             `["a","b"]`,
		"!Join ['+', !Ref Names]":                `"a+b"`,
		"!GetAtt Fn.Arn":                         `"arn:aws:lambda:` + account + `function:Fn"`,
		"!GetAtt [Fn, Arn]":                      `"arn:aws:lambda:` + account + `function:Fn"`,
		"!Ref Fn":                                `"Fn"`,
		"!Ref Jobs":                              `"https://sqs.us-east-1.amazonaws.com/000000000000/Jobs"`,
		"!GetAtt Jobs.Arn":                       `"arn:aws:sqs:` + account + `Jobs"`,
		"!Ref Named":                             `"orders-dev"`,
		"!GetAtt Named.Arn":                      `"arn:aws:dynamodb:` + account + `table/orders-dev"`,
		"!GetAtt Itself.QueueName":               `"Itself"`,
		"!Ref Sam.Version":                       `"arn:aws:lambda:` + account + `function:Sam:1"`,
		"!FindInMap [Stages, dev, Table]":        `"orders-dev"`,
		"!FindInMap [Stages, !Ref Stage, Size]":  "5",
		"!FindInMap [Stages, prod, Table]":       `"Table"`,
		"!Join ['-', [a, !Ref Stage, 1]]":        `"a-dev-1"`,
		"!Sub '${Stage}:${Fn.Arn}'":              `"dev:arn:aws:lambda:` + account + `function:Fn"`,
		"!Sub '${!Stage}'":                       `"Stage"`, // for DefinitionSubstitutions, which do not tell it
		"!Sub ['${x}-${Stage}', {x: !Ref Size}]": `"7-dev"`,
		"!Sub 'x-${Open}-${AWS::Region}'":        `"x-Open-us-east-1"`,
		"!Ref Path":                              `"Path"`, // the place of the value, not the value
		"!Ref Nobody":                            `"Nobody"`,
		"!ImportValue Other":                     `"Other"`,
		"!If [Prod, a, b]":                       `"b"`,
		"!If [Dev, a, b]":                        `"a"`,
		"!Select [1, [a, b]]":                    `"b"`,
		"!Select ['1', !Split ['-', a-b-c]]":     `"b"`,
		"!Select [0, !GetAZs '']":                `"us-east-1a"`,
		"!Base64 text":                           `"dGV4dA=="`,
		"{'Fn::Length': !Ref Names}":             "2",
		"{'Fn::ToJsonString': {a: !Ref Stage}}":  `"{\"a\":\"dev\"}"`,
		"'{{resolve:ssm:/orders/table:1}}'":      `"orders-table"`,
		"'x{{resolve:secretsmanager:s:SecretString:k}}'": `"xs"`,
		"[a, !Ref 'AWS::NoValue', b]":                    `["a","b"]`,
		"{'Fn::Transform': {Name: Macro}}":               `"Transform-Macro"`,
	} {
		text := head + strings.Replace(one("      Definition: {v: "+value+"}\n"), "Parameters:\n  P: {Type: String, Default: p}\n", "", 1) + tail
		files, err := Open(filepath.Join(tree(t, map[string]string{"template.yaml": text}), "template.yaml"), "", Options{Define: Defines{"Given": "given"}})
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		if got := files[0].Definition; got != `{"v":`+want+`}` {
			t.Errorf("%s: %s, %v; want %s", value, got, files[0].Problem, want)
		}
	}
}

func TestStandInsByPlace(t *testing.T) {
	const text = `Parameters: {Worker: {Type: String}, Delay: {Type: String}, Queue: {Type: String}}
Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"Resource": "${Worker}", "Seconds": ${Delay}, "QueueUrl": "${Queue}", "Text": "to ${Queue}", "FunctionName": "${!Told}", "Retry": ${!List}}
      DefinitionSubstitutions: {Told: !Ref Worker}
`
	files, err := Open(filepath.Join(tree(t, map[string]string{"t.yaml": text}), "t.yaml"), "", Options{})
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	const want = `{"Resource": "arn:aws:lambda:us-east-1:000000000000:function:Worker", "Seconds": 1, "QueueUrl": "https://sqs.us-east-1.amazonaws.com/000000000000/Queue", "Text": "to Queue", "FunctionName": "Told", "Retry": []}` + "\n"
	if files[0].Definition != want {
		t.Errorf("%v\n%s\n%s", files[0].Problem, files[0].Definition, want)
	}
	var all []string
	for _, v := range files[0].StandIns {
		all = append(all, v.Name+" "+v.From)
	}
	if diff := cmp.Diff([]string{
		"Worker parameter Worker without a default", "Delay parameter Delay without a default", "Queue parameter Queue without a default",
		"Queue parameter Queue without a default", "Worker parameter Worker without a default", "List name that the template does not define",
	}, all); diff != "" {
		t.Error(diff)
	}
	// A value that a person gives goes before all.
	files, err = Open(files[0].Path, "", Options{Define: Defines{"Worker": "arn:w", "Told": "t", "Delay": "60", "Queue": "q", "List": "[1]"}})
	if err != nil || len(files[0].StandIns) > 0 || !strings.Contains(files[0].Definition, `"Seconds": 60`) {
		t.Error(files, err)
	}
}

// Texts of CDK are joined from parts: what is open in them has the shape that its place
// asks for, too.
func TestStandInsInJoinedTexts(t *testing.T) {
	const text = `{"Parameters": {"Fn": {"Type": "String"}, "N": {"Type": "String"}}, "Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString":
		{"Fn::Join": ["", ["{\"Resource\": \"", {"Ref": "Fn"}, "\", \"Seconds\": ", {"Ref": "N"}, ", \"Text\": \"x", {"Ref": "Fn"}, "\"}"]]}}}}}`
	files, err := Open(filepath.Join(tree(t, map[string]string{"t.json": text}), "t.json"), "", Options{})
	if err != nil || len(files) != 1 || files[0].Definition != `{"Resource": "arn:aws:lambda:us-east-1:000000000000:function:Fn", "Seconds": 1, "Text": "xFn"}` {
		t.Fatal(files, err)
	}
}

func TestConditionsLoopsIncludesAndNestedStacks(t *testing.T) {
	dir := tree(t, map[string]string{
		"template.yaml": `Transform: AWS::LanguageExtensions
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Resources:
  OnlyProd: {Type: 'AWS::Serverless::StateMachine', Condition: Prod, Properties: {Definition: {}}}
  'Fn::ForEach::Each':
    - Of
    - [One, Two]
    - 'Flow${Of}': {Type: 'AWS::Serverless::StateMachine', Properties: {Type: EXPRESS, Definition: {Comment: !Sub '${Of} of ${Stage}'}}}
  Included:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: flows/part.yaml}}}
  Inner: {Type: 'AWS::Serverless::Application', Properties: {Location: inner/stack.yaml, Parameters: {Worker: !Ref Stage}}}
`,
		"flows/part.yaml":  "StartAt: A\nStates:\n  A: {Type: Pass, Result: !Ref Stage}\n",
		"inner/stack.yaml": "Parameters: {Worker: {Type: String}}\nResources: {Deep: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {Comment: !Ref Worker}}}}\n",
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range w.Files {
		got[f.Name] = f.Definition
	}
	if diff := cmp.Diff(map[string]string{
		"FlowOne": `{"Comment":"One of dev"}`, "FlowTwo": `{"Comment":"Two of dev"}`, "Deep": `{"Comment":"dev"}`,
		"Included": `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"dev"}}}`,
	}, got); diff != "" {
		t.Error(diff, w.Warnings)
	}
	for _, f := range w.Files {
		if line, column := f.Locate("/States/A/Result"); f.Name == "Included" && (line != 3 || column != 27 || filepath.Base(f.Path) != "part.yaml") {
			t.Errorf("%s:%d:%d", f.Path, line, column)
		}
	}
}

// What samconfig.toml says for a deployment without an environment goes before the defaults.
func TestOverridesOfParameters(t *testing.T) {
	const template = `Parameters:
  Stage: {Type: String, Default: dev}
  Table: {Type: String}
  Seconds: {Type: Number}
  Subnets: {Type: CommaDelimitedList}
  Place: {Type: 'AWS::SSM::Parameter::Value<String>'}
  Free: {Type: String, Default: as-is}
Resources:
  M: {Type: 'AWS::Serverless::StateMachine', Properties: {Name: !Sub '${AWS::StackName}-${Stage}', Definition: {T: !Ref Table, S: !Ref Seconds, L: !Ref Subnets, P: !Ref Place, F: !Ref Free}}}
`
	const overridden = `orders-qa {"T":"the \"table\"","S":5,"L":["a","b"],"P":"Place","F":"as-is"}`
	const other = `{"T":"Table","S":1,"L":["Subnets"],"P":"Place","F":"as-is"}`
	config := func(overrides string) string {
		return "version = 0.1\n[default.global.parameters]\nstack_name = \"orders\"\n[default.deploy.parameters]\n" + overrides + "\n[prod.deploy.parameters]\nparameter_overrides = \"Stage=prod\"\n"
	}
	for _, test := range []struct{ name, template, config, want, warning string }{
		{"a text", "template.yaml", config(`parameter_overrides = "Stage=\"qa\" Table=\"the \\\"table\\\"\" ParameterKey=Seconds,ParameterValue=5 Subnets=a,b Place=/x"`), overridden, ""},
		{"a list", "template.yaml", config("parameter_overrides = [\n  \"Stage=qa\",\n  'Table=\"the \\\"table\\\"\"', # x\n  \"Seconds=5\", \"Subnets=a,b\"]"), overridden, ""},
		{"a table", "template.yaml", config(`parameter_overrides = {Stage = "qa", Table = "the \"table\"", Seconds = 5, Subnets = "a,b"}`), overridden, ""},
		{"a table of other values", "template.yaml", config(`parameter_overrides = {Stage = 2026-12-01, Table = {a = 1}, Seconds = 5.5, Subnets = ["a", 2026-12-01T10:00:00Z, 10:00:00, 2026-12-01T10:00:00]}`), `orders-2026-12-01 {"T":"Table","S":5.5,"L":["a","2026-12-01T10:00:00Z","10:00:00","2026-12-01T10:00:00"],"P":"Place","F":"as-is"}`, ""},
		{"beside other values", "template.yaml", "[default]\nversion = 1\ndeploy.parameters.parameter_overrides = \"Table=Other\"\n", "M " + strings.Replace(other, `"Table"`, `"Other"`, 1), ""},
		{"of another template", "other.yaml", config(`parameter_overrides = "Stage=qa"`), "M " + other, ""},
		{"of this template", "other.yaml", config("template_file = \"./other.yaml\"\nparameter_overrides = \"Stage=qa\""), "orders-qa " + other, ""},
		{"no TOML", "template.yaml", "[default", "M " + other, "samconfig.toml: its parameter_overrides were not used: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := tree(t, map[string]string{test.template: template, "samconfig.toml": test.config})
			w, err := Load(dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if said := fmt.Sprint(w.Warnings); !strings.Contains(said, test.warning) || test.warning == "" && len(w.Warnings) > 0 {
				t.Error(said)
			}
			alone, err := Open(filepath.Join(dir, test.template), dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, files := range [][]File{w.Files, alone} {
				if len(files) != 1 || files[0].Name+" "+files[0].Definition != test.want {
					t.Error(files)
				}
			}
		})
	}
}

// A version or an alias is one of its function, with its own name.
func TestVersionsAndAliasesOfFunctions(t *testing.T) {
	dir := tree(t, map[string]string{"template.yaml": `Resources:
  Fn: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: charge}}
  Live: {Type: 'AWS::Lambda::Alias', Properties: {FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version, Name: blue}}
  Version: {Type: 'AWS::Lambda::Version', Properties: {FunctionName: !GetAtt Fn.Arn}}
  Lost: {Type: 'AWS::Lambda::Alias', Properties: {FunctionName: !Ref Lost}}
  M: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {A: !Ref Live, B: !GetAtt Live.AliasArn, C: !Ref Version, D: !Ref Lost}}}
`})
	w, err := Load(dir, Options{})
	if err != nil || len(w.Files) != 1 {
		t.Fatal(w.Files, err)
	}
	const arn = "arn:aws:lambda:us-east-1:000000000000:function:"
	if diff := cmp.Diff(`{"A":"`+arn+`charge:blue","B":"`+arn+`charge:blue","C":"`+arn+`charge:1","D":"`+arn+`live:Lost"}`, w.Files[0].Definition); diff != "" {
		t.Error(diff)
	}
}

// What only the deployment knows chooses from a mapping, and is given to nested stacks: it is
// told as a stand-in all the same.
func TestMappingsAndNestedStacksOfUnknowns(t *testing.T) {
	dir := tree(t, map[string]string{
		"cdk.out/App.template.json": `{"Parameters": {"Stage": {"Type": "String"}},
			"Mappings": {"Regions": {"eu-west-1": {"Bucket": "eu"}, "eu-west-2": {"Bucket": "uk"}}, "Stages": {"prod": {"Seconds": 5}, "dev": {"Seconds": 2}}},
			"Resources": {
				"Fn": {"Type": "AWS::Lambda::Function"},
				"Inner": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "Inner.nested.template.json"},
					"Properties": {"TemplateURL": {"Fn::Sub": "https://s3.${AWS::Region}.amazonaws.com/x.json"}, "Parameters": {"FnRef": {"Fn::GetAtt": ["Fn", "Arn"]}}}},
				"Mapped": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {
					"Bucket": {"Fn::FindInMap": ["Regions", {"Ref": "AWS::Region"}, "Bucket"]}, "Seconds": {"Fn::FindInMap": ["Stages", {"Ref": "Stage"}, "Seconds"]},
					"Preset": {"Fn::FindInMap": ["Stages", {"Ref": "Stage"}, "Seconds", {"DefaultValue": 9}]}, "None": {"Fn::FindInMap": ["Stages", "qa", "Seconds"]}}}}}}`,
		"cdk.out/Inner.nested.template.json": `{"Parameters": {"FnRef": {"Type": "String"}},
			"Resources": {"Deep": {"Type": "AWS::Serverless::StateMachine", "Properties": {"Definition": {"Resource": {"Ref": "FnRef"}}}}}}`,
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range w.Files {
		got[f.Name] = f.Definition
		for _, v := range f.StandIns {
			got[f.Name] += " " + v.Name + "=" + v.Text
		}
	}
	if diff := cmp.Diff(map[string]string{
		"Deep":   `{"Resource":"arn:aws:lambda:us-east-1:000000000000:function:Fn"} Fn.Arn=arn:aws:lambda:us-east-1:000000000000:function:Fn`,
		"Mapped": `{"Bucket":"eu","Seconds":2,"Preset":9,"None":"Seconds"} AWS::Region=eu-west-1 Stage=dev Seconds=Seconds`,
	}, got); diff != "" {
		t.Error(diff, w.Warnings)
	}
}

func TestCDKAndBuiltCopies(t *testing.T) {
	const stack = `{"Resources": {"Flow1234ABCD": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{}"}, "Metadata": {"aws:cdk:path": "App/Flow/Resource"}},
		"File1234ABCD": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionS3Location": {"Bucket": "b", "Key": "abc.json"}}}}}`
	const manifest = `{"version": "1", "artifacts": {"App": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "App.template.json"},
		"metadata": {"/App/Orders/File/Resource": [{"type": "aws:cdk:logicalId", "data": "File1234ABCD"}]}}}}`
	dir := tree(t, map[string]string{
		"cdk.out/App.template.json": stack, "cdk.out/manifest.json": manifest, "cdk.out/asset.abc.json": strings.ReplaceAll(minimal, "A", "B"), "lib/file.asl.json": strings.ReplaceAll(minimal, "A", "B"),
		"cdk.out/asset.0/x.asl.json": minimal, "cdk.out/Old.template.json": stack,
		"src/order.asl.json": minimal, "dist/order.asl.json": minimal, "build/lib/order.asl.json": minimal, "build/only.asl.json": minimal,
		"sam/template.yaml":                "Resources: {Sam: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {}}}}\n",
		"sam/.aws-sam/build/template.yaml": "Resources: {Sam: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {}}}}\n",
		".aws-composer/x.yaml":             "Resources: {Hidden: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {}}}}\n",
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range w.Files {
		got = append(got, fmt.Sprint(f.Name, " ", f.Problem))
		if below, err := filepath.Rel(dir, f.Path); f.Name == "Orders-File" && (err != nil || filepath.ToSlash(below) != "lib/file.asl.json") {
			t.Errorf("the asset's source is %s", f.Path)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"Flow <nil>", "Hidden <nil>", "Orders-File <nil>", "Sam <nil>", "only <nil>", "order <nil>"}, got); diff != "" {
		t.Error(diff, w.Warnings)
	}
}

// A manifest that is too large to be read leaves the names of constructs to the templates.
func TestCDKWithALargeManifest(t *testing.T) {
	dir := tree(t, map[string]string{
		"cdk.out/App.template.json": `{"Resources": {"Flow1234ABCD": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{}"}, "Metadata": {"aws:cdk:path": "App/Orders/Flow/Resource"}}}}`,
		"cdk.out/manifest.json":     `{"artifacts": {"App": {"type": "aws:cloudformation:stack"}}, "more": "` + strings.Repeat("x", maxDefinition) + `"}`,
	})
	w, err := Load(dir, Options{})
	if err != nil || len(w.Files) != 1 || w.Files[0].Name != "Orders-Flow" || !slices.Contains(w.Files[0].Aliases, "Flow1234ABCD") {
		t.Error(w.Files, err)
	}
}

// What sam package makes of a template is not listed beside it.
func TestPackagedTemplates(t *testing.T) {
	template := func(uri string) string {
		return "Resources: {Flow: {Type: 'AWS::Serverless::StateMachine', Properties: {DefinitionUri: " + uri + "}}}\n"
	}
	dir := tree(t, map[string]string{
		"template.yaml": template("flow.asl.json"), "flow.asl.json": minimal, "packaged.yaml": template("s3://bucket/abc"),
		"other/packaged.yaml": template("{Bucket: b, Key: k}"),
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range w.Files {
		got = append(got, fmt.Sprint(f.Name, " ", f.Problem == nil))
	}
	if diff := cmp.Diff([]string{"Flow true", "other-Flow false"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTemplateWithAnObjectForText(t *testing.T) {
	path := filepath.Join(tree(t, map[string]string{"template.yaml": one("      DefinitionString:\n        Fn::ToJsonString:\n          StartAt: !Ref P\n          States: {}\n")}), "template.yaml")
	files, err := Open(path, "", Options{})
	if err != nil || len(files) != 1 || files[0].Definition != `{"StartAt":"p","States":{}}` {
		t.Fatalf("%+v, %v", files, err)
	}
	if line, column := files[0].Locate("/States"); line != 11 || column != 19 {
		t.Errorf("at %d:%d", line, column)
	}
}

func TestATemplateThatCannotBeParsedIsAWarning(t *testing.T) {
	dir := tree(t, map[string]string{
		"template.yaml": "Resources:\n  M: {Type: AWS::Serverless::StateMachine}\n  a: [\n",
		"twice.yaml":    one("      Definition: {}\n      Definition: {StartAt: A}\n"),
		"other.yaml":    "a: [\n",
	})
	w, err := Load(dir, Options{})
	if err != nil || len(w.Files) != 1 || w.Files[0].Definition != `{"StartAt":"A"}` || len(w.Warnings) != 2 {
		t.Fatalf("%+v, %v", w, err)
	}
	for i, want := range []string{"template.yaml:3:6: ", `twice.yaml:9:7: the key "Definition" is here twice; the last one is used`} {
		if !strings.HasPrefix(w.Warnings[i].Error(), filepath.Join(dir, want)) {
			t.Error(w.Warnings[i])
		}
	}
}

func TestTemplateNamesOfTheSameMachineInTwoFolders(t *testing.T) {
	dir := tree(t, map[string]string{
		"a/template.yaml": one("      Definition: {}\n"),
		"b/template.yaml": one("      Definition: {}\n"),
		"M.asl.json":      minimal,
	})
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range w.Files {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"M", "a-M", "b-M"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestAFileThatATemplateNamesMayComeLater(t *testing.T) {
	dir := tree(t, map[string]string{"template.yaml": one("      DefinitionS3Location: flow.json\n")})
	w, err := Load(dir, Options{})
	if err != nil || len(w.Files) != 1 || w.Files[0].Problem == nil || !slices.Contains(w.Read, filepath.Join(dir, "flow.json")) {
		t.Fatalf("%+v, %v", w, err)
	}
}

func TestTemplateNamesADefinitionOutsideOfTheFolder(t *testing.T) {
	dir := tree(t, map[string]string{
		"infra/template.yaml": one("      DefinitionS3Location: ../flows/m.json\n"),
		"infra/link.yaml":     one("      DefinitionS3Location: ./link.json\n"),
		"flows/m.json":        minimal,
	})
	if err := os.Symlink("../flows/m.json", filepath.Join(dir, "infra", "link.json")); err != nil {
		t.Fatal(err)
	}
	w, err := Load(filepath.Join(dir, "infra"), Options{})
	if err != nil || len(w.Files) != 2 {
		t.Fatalf("%+v, %v", w, err)
	}
	for _, f := range w.Files {
		if f.Problem == nil || !strings.Contains(f.Problem.Error(), "outside the") {
			t.Errorf("%s: %v", f.Name, f.Problem)
		}
	}
	if w, err := Load(dir, Options{}); err != nil || w.Files[0].Problem != nil || w.Files[0].Definition != minimal {
		t.Fatalf("%+v, %v", w, err)
	}
}

func TestDefinesFillDefinitionsThatStandByThemselves(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.asl.json": `{"a": "${X} ${Y}", "b": ${N}}`,
		"b.asl.yaml": "n: ${N}\nt: '${N}'\n",
	})
	w, err := Load(dir, Options{Define: Defines{"X": "x", "N": "5"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Files[0].Definition; got != `{"a": "x Y", "b": 5}` || len(w.Files[0].StandIns) != 1 {
		t.Errorf("JSON: %s, %v", got, w.Files[0].Problem)
	}
	if got := w.Files[1].Definition; got != `{"n":5,"t":"5"}` {
		t.Errorf("YAML: %s, %v", got, w.Files[1].Problem)
	}
}

func TestLoadDefines(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.json": `{"TABLE": "orders", "N": 1.50, "ON": true, "Fn.Arn": "arn:x"}`,
		"a.yaml": "TABLE: orders\nN: 1.50\nON: true\nFn.Arn: arn:x\n",
	})
	for _, name := range []string{"a.json", "a.yaml"} {
		got, err := LoadDefines(filepath.Join(dir, name))
		if diff := cmp.Diff(Defines{"TABLE": "orders", "N": "1.50", "ON": "true", "Fn.Arn": "arn:x"}, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	for text, want := range map[string]string{
		`[1]`:               ":1:1: the values must be an object",
		"{\n  \"a\": []\n}": ":2:8: a value must be a string",
		`{"a b": 1}`:        ":1:9: a name must consist of",
		`{"a": }`:           ":1:7: ",
	} {
		path := filepath.Join(t.TempDir(), "d.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadDefines(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// A template of less than a megabyte must not keep the loader busy, nor fill the memory.
func TestTemplatesAreBounded(t *testing.T) {
	var names, joins []string
	for i := range 40_000 {
		names = append(names, fmt.Sprintf(`{"Ref": "N%d"}`, i))
	}
	for i := range 5000 {
		joins = append(joins, fmt.Sprintf(`"S%d": {"Fn::Join": ["", [{"Ref": "P"}, {"Ref": "P"}, {"Ref": "P"}]]}`, i))
	}
	for properties, want := range map[string]string{
		`"Definition": {"a": [` + strings.Join(names, ",") + `]}`:                    "",
		`"DefinitionString": {"Fn::Join": ["", [` + strings.Join(names, ",") + `]]}`: "",
		`"Definition": {"v": {` + strings.Join(joins, ",") + `}}`:                    "the joined text has more than",
	} {
		text := `{"Parameters": {"P": {"Default": "` + strings.Repeat("x", 300_000) + `"}}, "Resources": {"M":
			{"Type": "AWS::StepFunctions::StateMachine", "Properties": {` + properties + `}}}}`
		read := Reader(func(string) (string, error) { return text, nil })
		files, err := OpenIn(read, "template.json", ".", Options{})
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		if len(files[0].StandIns) > 200 {
			t.Errorf("%d stand-ins", len(files[0].StandIns))
		}
		if want != "" && (files[0].Problem == nil || !strings.Contains(files[0].Problem.Error(), want)) {
			t.Errorf("%v, want %s", files[0].Problem, want)
		}
	}
}

// FuzzOpen checks that no text makes the readers panic, or forget where they were.
func FuzzOpen(f *testing.F) {
	f.Add(sam, true)
	f.Add(one("      DefinitionString: |\n        {\"a\": ${P}}\n"), true)
	f.Add(one("      Definition: {a: !Sub [\"${x}\", {x: !Ref P}]}\n"), true)
	f.Add("Conditions: {A: !Not [!Condition A]}\n"+one("      Definition: {a: !If [A, !Select [0, !Split ['-', x]], !FindInMap [a, b, c]]}\n"), true)
	f.Add(one("      Definition: {a: !GetAtt M.Name}\n      StateMachineName: !Sub '${M.Name}'\n")+"  'Fn::ForEach::X': [A, [b, c], {'${A}': {Type: 'AWS::Serverless::StateMachine'}}]\n", true)
	f.Add(one("      Definition: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: template.yaml}}}\n"), true)
	f.Add(`{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", ["{\"Resource\": \"", {"Ref": "X"}, "\"}"]]}}}}}`, false)
	f.Add(`{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${N}, "Comment": "${X}"}}}`, false)
	f.Add(one("      Definition: {a: 1}\n      Events: {E: {Type: Schedule, Properties: {Input: '{\"a\": 1}'}}}\n")+"  R: {Type: 'AWS::Events::Rule', Properties: {Targets: [{Arn: !Ref M, Input: !Sub '{\"b\": \"${M}\"}'}]}}\n", true)
	f.Fuzz(func(t *testing.T, text string, yaml bool) {
		name := "template.json"
		if yaml {
			name = "template.yaml"
		}
		files, err := OpenIn(Reader(func(file string) (string, error) {
			if file == name {
				return text, nil
			}
			return "", os.ErrNotExist
		}), name, "/w", Options{Define: Defines{"P": "5"}})
		if err != nil {
			return
		}
		for _, file := range files {
			if (file.Problem == nil) != (file.Definition != "") {
				t.Errorf("definition %q, problem %v", file.Definition, file.Problem)
			}
			for _, in := range file.Inputs {
				if _, err := jsonvalue.Parse(in.Text); err != nil || in.Line < 1 {
					t.Errorf("input %q at line %d: %v", in.Text, in.Line, err)
				}
			}
			_, diagnostics := asl.Load(file.Definition, asl.MachineType(file.Type))
			for _, d := range diagnostics {
				if line, column := file.Locate(d.Pointer); line < 1 || column < 1 {
					t.Errorf("%s is at %d:%d", d.Location, line, column)
				}
			}
		}
	})
}
