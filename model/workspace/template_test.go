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
		"MockConfigFile.json":          "{}",
	})
	w, err := Load(dir, Defines{"ChargeArn": "arn:aws:lambda:us-east-1:000000000000:function:charge"})
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
		{"Nightly", "STANDARD", "template.yaml", "", "template.yaml:41:22: the definition lies in S3, which is not read: download it, and name the file here"},
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
	if diff := cmp.Diff([]string{"MockConfigFile.json", "other.asl.json", "statemachine/orders.asl.json", "template.yaml", "web/template.json", "web/x.template.yaml"}, read); diff != "" {
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
		{"no value", "template.yaml", one("      Definition: {StartAt: A, States: {A: {Type: Pass, Result: ['${X_1}', '${Y}', '${X_1}'], End: true}}}\n"), ":8:66: no value for X_1, Y: give it with --define X_1=VALUE"},
		{"no attribute", "template.yaml", one("      DefinitionString: !Join ['', ['{\"a\": \"', !GetAtt F.Arn, '\"}']]\n"), ":8:25: no value for F.Arn: give it with --define F.Arn=VALUE"},
		{"no parameter", "template.json", `{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", [{"Ref": "Nope"}]]}}}}}`, ":1:101: no value for Nope: give it with --define Nope=VALUE"},
		{"gap in a file", "template.yaml", one("      DefinitionS3Location: gap.json\n"), "gap.json:2:6: no value for Gap: give it with --define Gap=VALUE"},
		{"substitution without value", "template.yaml", one("      DefinitionS3Location: gap.json\n      DefinitionSubstitutions: {Gap: !Ref Table}\n"), "gap.json:2:6: no value for Gap"},
		{"function", "template.yaml", one("      DefinitionString: !If [A, b, c]\n"), ":8:25: Fn::If cannot be worked out here: write the value itself"},
		{"s3", "template.yaml", one("      DefinitionS3Location: s3://bucket/key\n"), ":8:29: the definition lies in S3"},
		{"no file", "template.yaml", one("      DefinitionS3Location: nowhere.json\n"), "nowhere.json cannot be read: no such file"},
		{"a folder", "template.yaml", one("      DefinitionS3Location: .\n"), "cannot be read: is not a regular file"},
		{"outside", "template.yaml", one("      DefinitionS3Location: ../../../etc/passwd\n"), ":8:29: ../../../etc/passwd lies outside of "},
		{"absolute", "template.yaml", one("      DefinitionS3Location: /etc/passwd\n"), ":8:29: /etc/passwd lies outside of "},
		{"no definition", "template.yaml", one(""), ":5:5: the machine has no definition: it stands in DefinitionS3Location or Definition"},
		{"two definitions", "template.yaml", one("      Definition: {}\n      DefinitionString: x\n"), ":5:5: the machine has DefinitionString and Definition: only one of them can be"},
		{"not JSON in a block", "template.yaml", one("      DefinitionString: |\n        {\n          \"a\": ,\n        }\n"), ":10:16: "},
		{"not JSON in quotes", "template.yaml", one("      DefinitionString: '{\"a\": }'\n"), ":8:25: in this text, line 1, column 7: "},
		{"not an object", "template.yaml", one("      Definition: text\n"), ":8:19: Definition is an object"},
		{"type", "template.yaml", strings.Replace(one("      Definition: {}\n"), "EXPRESS", "Fast", 1), ":7:25: StateMachineType is EXPRESS or STANDARD, not \"Fast\""},
		{"type without value", "template.yaml", strings.Replace(one("      Definition: {}\n"), "EXPRESS", "!Ref K", 1), "no value for K: give it with --define K=VALUE"},
		{"not YAML", "template.yaml", "Resources:\n  a: [\n", ":2:6: "},
		{"not JSON", "x.template.json", "{\n  \"Resources\": {,}\n}", ":2:17: "},
		{"aliases of aliases", "template.yaml", bomb.String() + one("      Definition: {}\n"), "written out, this has more than 1048576 bytes"},
		{"values of values", "template.json", `{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": ` + nested + `}}}}`, "has more than 1048576 bytes"},
		{"many long values", "template.yaml", one("      Definition: {a: ['" + strings.Repeat("${P}", 200_000) + "']}\n"), "has more than 1048576 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := tree(t, map[string]string{"a/b/" + test.file: test.text, "a/b/gap.json": "{\n\"a\":\"${Gap}\"}"})
			files, err := LoadTemplate(filepath.Join(dir, "a", "b", test.file), Defines{"P": strings.Repeat("long", 100)})
			if err != nil || len(files) != 1 {
				t.Fatalf("%d machines, %v", len(files), err)
			}
			if f := files[0]; f.Problem == nil || f.Definition != "" && f.Problem == nil {
				t.Errorf("no problem: %s", f.Definition)
			} else if !strings.Contains(f.Problem.Error(), test.want) || !strings.HasPrefix(f.Problem.Error(), filepath.Join(dir, "a", "b")) {
				t.Errorf("problem %v, want %s", f.Problem, test.want)
			}
		})
	}
}

func TestTemplateValues(t *testing.T) {
	const head = "Mappings: {Stages: {dev: {Table: orders-dev, Size: 5}}}\nParameters:\n  Stage: {Type: String, Default: dev}\n  Size: {Type: Number, Default: 7}\n" +
		"  Path: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}\n"
	for value, want := range map[string]string{
		"plain":                                  "plain",
		"7":                                      "7",
		"true":                                   "true",
		"!Ref Stage":                             "dev",
		"!Ref Size":                              "7",
		"{Ref: Stage}":                           "dev",
		"!Ref Given":                             "given",
		"!GetAtt Fn.Arn":                         "arn:fn",
		"!GetAtt [Fn, Arn]":                      "arn:fn",
		"!FindInMap [Stages, dev, Table]":        "orders-dev",
		"!FindInMap [Stages, !Ref Stage, Size]":  "5",
		"!Join ['-', [a, !Ref Stage, 1]]":        "a-dev-1",
		"!Sub '${Stage}:${Fn.Arn}'":              "dev:arn:fn",
		"!Sub '${!Stage}'":                       "${Stage}",
		"!Sub ['${x}-${Stage}', {x: !Ref Size}]": "7-dev",
		"!Ref Path":                              "", // the place of the value, not the value
		"!Ref Nobody":                            "",
		"!FindInMap [Stages, prod, Table]":       "",
		"!ImportValue Other":                     "",
		"[a]":                                    "",
	} {
		text := head + strings.Replace(one("      DefinitionString: '{\"v\": \"${V}\"}'\n      DefinitionSubstitutions: {V: "+value+"}\n"), "Parameters:\n", "", 1)
		path := filepath.Join(tree(t, map[string]string{"template.yaml": text}), "template.yaml")
		files, err := LoadTemplate(path, Defines{"Given": "given", "Fn.Arn": "arn:fn"})
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		got, problem := files[0].Definition, files[0].Problem
		switch {
		case want == "" && (problem == nil || !strings.Contains(problem.Error(), "no value for V: ")):
			t.Errorf("%s: %s, %v", value, got, problem)
		case want != "" && got != `{"v": "`+want+`"}`:
			t.Errorf("%s: %s, %v", value, got, problem)
		}
	}
}

func TestTemplateWithAnObjectForText(t *testing.T) {
	path := filepath.Join(tree(t, map[string]string{"template.yaml": one("      DefinitionString:\n        Fn::ToJsonString:\n          StartAt: !Ref P\n          States: {}\n")}), "template.yaml")
	files, err := LoadTemplate(path, nil)
	if err != nil || len(files) != 1 || files[0].Definition != `{"StartAt":"p","States":{}}` {
		t.Fatalf("%+v, %v", files, err)
	}
	if line, column := files[0].Locate("/States"); line != 11 || column != 19 {
		t.Errorf("at %d:%d", line, column)
	}
}

func TestTemplateNamesOfTheSameMachineInTwoFolders(t *testing.T) {
	dir := tree(t, map[string]string{
		"a/template.yaml": one("      Definition: {}\n"),
		"b/template.yaml": one("      Definition: {}\n"),
		"M.asl.json":      minimal,
	})
	w, err := Load(dir, nil)
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
	w, err := Load(dir, nil)
	if err != nil || len(w.Files) != 1 || w.Files[0].Problem == nil || !slices.Contains(w.Read, filepath.Join(dir, "flow.json")) {
		t.Fatalf("%+v, %v", w, err)
	}
}

func TestTemplateNamesADefinitionInTheFolderBeside(t *testing.T) {
	dir := tree(t, map[string]string{
		"infra/template.yaml": one("      DefinitionS3Location: ../flows/m.json\n"),
		"flows/m.json":        minimal,
	})
	w, err := Load(filepath.Join(dir, "infra"), nil)
	if err != nil || len(w.Files) != 1 || w.Files[0].Problem != nil || w.Files[0].Definition != minimal {
		t.Fatalf("%+v, %v", w, err)
	}
}

func TestDefinesFillDefinitionsThatStandByThemselves(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.asl.json": `{"a": "${X} ${Y}", "b": ${N}}`,
		"b.asl.yaml": "n: ${N}\nt: '${N}'\n",
	})
	w, err := Load(dir, Defines{"X": "x", "N": "5"})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Files[0].Definition; got != `{"a": "x ${Y}", "b": 5}` {
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
		`[1]`:               ":1:1: the values of names are an object",
		"{\n  \"a\": []\n}": ":2:8: the value of a name is a string",
		`{"a b": 1}`:        ":1:9: a name is made of",
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
		`"Definition": {"a": [` + strings.Join(names, ",") + `]}`:                                 "N8, N9 and 39990 more",
		`"DefinitionString": {"Fn::Join": ["", [` + strings.Join(names, ",") + `]]}`:              "N8, N9 and 39990 more",
		`"DefinitionString": "{}", "DefinitionSubstitutions": {` + strings.Join(joins, ",") + `}`: "put together, this has more than",
	} {
		text := `{"Parameters": {"P": {"Default": "` + strings.Repeat("x", 300_000) + `"}}, "Resources": {"M":
			{"Type": "AWS::StepFunctions::StateMachine", "Properties": {` + properties + `}}}}`
		read := func(string) (string, error) { return text, nil }
		files, err := ReadTemplate(read, "template.json", ".", nil)
		if err != nil || len(files) != 1 || files[0].Problem == nil || !strings.Contains(files[0].Problem.Error(), want) {
			t.Errorf("%d files, %v, want %s", len(files), err, want)
		}
	}
}

// FuzzLoadTemplate checks that no text makes the loader panic, or forget where it was.
func FuzzLoadTemplate(f *testing.F) {
	f.Add(sam, true)
	f.Add(one("      DefinitionString: |\n        {\"a\": ${P}}\n"), true)
	f.Add(one("      Definition: {a: !Sub [\"${x}\", {x: !Ref P}]}\n"), true)
	f.Add(`{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", ["{}"]]}}}}}`, false)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string, yaml bool) {
		path := filepath.Join(dir, "template.json")
		if yaml {
			path = filepath.Join(dir, "template.yaml")
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files, err := LoadTemplate(path, Defines{"P": "5"})
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if (file.Problem == nil) != (file.Definition != "") {
				t.Errorf("definition %q, problem %v", file.Definition, file.Problem)
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
