// Package pulumi reads state machines from Pulumi's programs in YAML. It makes a template of their
// resources, variables and configuration, and leaves that to package cloudformation. Programs in
// other languages are not read, and nothing is run: what a function of a provider returns is a
// stand-in.
package pulumi

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/cloudformation"
	"expresso/model/workspace/source"
)

// Format is how Pulumi's projects declare state machines in YAML.
var Format = source.Format{
	Name: "Pulumi YAML",
	Claims: func(name string) bool {
		return slices.Contains([]string{"Pulumi.yaml", "Pulumi.yml", "Main.yaml", "Main.yml"}, path.Base(name))
	},
	Marks: []string{"sfn:StateMachine", "sfn/stateMachine:StateMachine", "stepfunctions:StateMachine"},
	Read:  read,
}

func read(folder *source.Folder, files []string, define source.Defines) (machines []source.Machine, warnings []error) {
	for _, name := range files {
		text, err := folder.Read(name)
		if err != nil {
			continue // which is told of a file that declares machines
		}
		doc, problem := source.Parse(text, source.Template)
		if problem != nil {
			failed := problem.In(name)
			failed.Hint = "fix the file: its state machines are not listed"
			warnings = append(warnings, failed)
			continue
		}
		p := &program{folder: folder, path: name, doc: doc, definitions: map[string]string{}}
		var template jsonvalue.Value
		if problem := source.Guard(func() { template = p.template() }); problem != nil {
			warnings = append(warnings, problem.In(name))
			continue
		}
		found, more := cloudformation.ReadMade(folder, name, doc.Made(template, p.written), define)
		for i := range found {
			if m := &found[i]; p.definitions[m.Aliases[0]] == "" {
				m.Problem = &source.Problem{Place: m.Place, Msg: "the state machine has no definition", Setting: source.DefinitionFile}
			}
			found[i].Aliases = slices.DeleteFunc(found[i].Aliases, func(name string) bool { return name == found[i].Name })
		}
		machines, warnings = append(machines, found...), append(warnings, more...)
	}
	return machines, warnings
}

// program is a file while it is read.
type program struct {
	folder      *source.Folder
	path        string
	doc         *source.Document
	definitions map[string]string // where those of machines are written, by their resources
	depth, size int
}

// What a program may ask for: its variables may refer to each other.
const (
	maxDepth = 100
	maxSize  = 16 << 20
)

func (p *program) fail(format string, args ...any) {
	panic(&source.Misplaced{Line: 1, Column: 1, Msg: fmt.Sprintf(format, args...)})
}

// section is a member of the program, an object.
func (p *program) section(name string) jsonvalue.Value {
	v, _ := p.doc.Root.Get(name)
	if v.Kind() != jsonvalue.KindObject {
		return jsonvalue.NewObject(nil)
	}
	return v
}

func object(key string, v jsonvalue.Value) jsonvalue.Value {
	return jsonvalue.NewObject([]jsonvalue.Member{{Key: key, Value: v}})
}

// template is the program as a template.
func (p *program) template() jsonvalue.Value {
	var parameters, resources []jsonvalue.Member
	for _, name := range []string{"config", "configuration"} {
		config := p.section(name)
		for i := range config.Len() {
			m := config.Member(i)
			preset := m.Value
			for _, key := range []string{"default", "value"} {
				if v, ok := m.Value.Get(key); ok {
					preset = v
				}
			}
			parameter := []jsonvalue.Member{{Key: "Type", Value: jsonvalue.NewString("String")}}
			if _, ok := source.Scalar(preset); ok {
				parameter = append(parameter, jsonvalue.Member{Key: "Default", Value: preset})
			}
			parameters = append(parameters, jsonvalue.Member{Key: m.Key, Value: jsonvalue.NewObject(parameter)})
		}
	}
	all := p.section("resources")
	for i := range all.Len() {
		m := all.Member(i)
		declared, _ := m.Value.Get("type")
		kind := kindOf(declared.Str())
		if kind == "" {
			continue
		}
		properties, _ := m.Value.Get("properties")
		made := resource{kind: kind}
		if kind == machineKind {
			made = p.machine(m.Key, properties)
		} else if name, ok := properties.Get("name"); ok {
			made.add("Name", p.made(name))
		} else if bucket, ok := properties.Get("bucket"); ok {
			made.add("Name", p.made(bucket))
		}
		resources = append(resources, jsonvalue.Member{Key: m.Key, Value: jsonvalue.NewObject([]jsonvalue.Member{
			{Key: "Type", Value: jsonvalue.NewString(made.kind)}, {Key: "Properties", Value: jsonvalue.NewObject(made.properties)},
		})})
	}
	return jsonvalue.NewObject([]jsonvalue.Member{{Key: "Parameters", Value: jsonvalue.NewObject(parameters)}, {Key: "Resources", Value: jsonvalue.NewObject(resources)}})
}

// resource is one of the template's.
type resource struct {
	kind       string
	properties []jsonvalue.Member
}

func (r *resource) add(key string, v jsonvalue.Value) {
	r.properties = append(r.properties, jsonvalue.Member{Key: key, Value: v})
}

const machineKind = "AWS::StepFunctions::StateMachine"

// services are those of CloudFormation's types by Pulumi's names, where these differ by more than
// their first letter.
var services = map[string]string{
	"sfn": "StepFunctions", "stepfunctions": "StepFunctions", "sqs": "SQS", "sns": "SNS", "dynamodb": "DynamoDB", "iam": "IAM", "cloudwatch": "Events",
	"ecs": "ECS", "kms": "KMS", "ssm": "SSM", "secretsmanager": "SecretsManager", "apigateway": "ApiGateway", "apigatewayv2": "ApiGatewayV2",
}

// kindOf is the type in a template for one of Pulumi: aws:lambda:Function, aws:lambda/function:Function
// or aws-native:lambda:Function. "" for those of other providers.
func kindOf(name string) string {
	parts := strings.Split(name, ":")
	if len(parts) != 3 || parts[0] != "aws" && parts[0] != "aws-native" || parts[1] == "" || parts[2] == "" {
		return ""
	}
	service, _, _ := strings.Cut(parts[1], "/")
	known, ok := services[service]
	if !ok {
		known = strings.ToUpper(service[:1]) + service[1:]
	}
	thing := strings.TrimSuffix(parts[2], "V2")
	if known == "Events" {
		thing = strings.TrimPrefix(strings.Replace(thing, "EventBus", "Bus", 1), "Event")
		if thing == "Bus" {
			thing = "EventBus"
		}
	}
	return "AWS::" + known + "::" + thing
}

// machine is a state machine as the template has it.
func (p *program) machine(id string, properties jsonvalue.Value) resource {
	at := "/resources/" + jsonvalue.PointerToken(id) + "/properties/definition"
	r := resource{kind: machineKind}
	name, kind := "StateMachineName", "StateMachineType"
	definition, ok := properties.Get("definition")
	if !ok {
		definition, ok = properties.Get("definitionString") // of aws-native
		at += "String"
	}
	definition, at = p.follow(definition, at)
	function, argument := call(definition)
	switch {
	case !ok:
		at = ""
	case function == "fn::toJSON":
		at += "/fn::toJSON"
		r.add("Definition", p.made(argument))
	case function == "fn::readFile" && argument.Kind() == jsonvalue.KindString:
		r.kind, name, kind = "AWS::Serverless::StateMachine", "Name", "Type"
		r.add("DefinitionUri", argument)
	default:
		r.add("DefinitionString", p.made(definition))
	}
	p.definitions[id] = at
	for _, from := range []string{"name", "stateMachineName"} {
		if v, ok := properties.Get(from); ok {
			r.add(name, p.made(v))
		}
	}
	for _, from := range []string{"type", "stateMachineType"} {
		if v, ok := properties.Get(from); ok {
			r.add(kind, p.made(v))
		}
	}
	return r
}

// follow leads from a reference to a variable to what that is.
func (p *program) follow(v jsonvalue.Value, at string) (jsonvalue.Value, string) {
	for range maxDepth {
		name, ok := strings.CutPrefix(v.Str(), "${")
		name, closed := strings.CutSuffix(name, "}")
		next, has := p.section("variables").Get(name)
		if v.Kind() != jsonvalue.KindString || !ok || !closed || !has {
			break
		}
		v, at = next, "/variables/"+jsonvalue.PointerToken(name)
	}
	return v, at
}

// call is a function and what it is applied to; "" for other values.
func call(v jsonvalue.Value) (function string, argument jsonvalue.Value) {
	if v.Kind() == jsonvalue.KindObject && v.Len() == 1 && strings.HasPrefix(v.Member(0).Key, "fn::") {
		return v.Member(0).Key, v.Member(0).Value
	}
	return "", jsonvalue.Value{}
}

// written is the pointer in the file of what the template has at a pointer.
func (p *program) written(pointer string) string {
	rest, ok := strings.CutPrefix(pointer, "/Resources/")
	if !ok {
		return pointer
	}
	id, rest, _ := strings.Cut(rest, "/")
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "Properties"), "/")
	key, below, _ := strings.Cut(rest, "/")
	switch key {
	case "Definition", "DefinitionString", "DefinitionUri":
		if below != "" {
			below = "/" + below
		}
		return p.definitions[id] + below
	}
	return "/resources/" + id
}
