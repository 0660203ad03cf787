// Command clients plays cases.json against an endpoint with the AWS SDK for Go.
//
// usage: go run ./.ci/clients CASES ENDPOINT
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

type testCase struct {
	Operation string            `json:"operation"`
	Input     json.RawMessage   `json:"input"`
	Error     string            `json:"error"`
	Message   string            `json:"message"`
	Expect    any               `json:"expect"`
	Save      map[string]string `json:"save"`
}

func main() {
	if err := play(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func play(cases, endpoint string) error {
	text, err := os.ReadFile(cases)
	if err != nil {
		return err
	}
	var all []json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	client := reflect.ValueOf(sfn.New(sfn.Options{
		Region: "eu-west-1", BaseEndpoint: &endpoint, RetryMaxAttempts: 1, APIOptions: []func(*middleware.Stack) error{withoutPrefix},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "111122223333", SecretAccessKey: "test"}, nil
		}),
	}))
	saved := map[string]string{}
	for _, line := range all {
		filled := string(line)
		for name, value := range saved {
			filled = strings.ReplaceAll(filled, "${"+name+"}", value)
		}
		var c testCase
		if err := json.Unmarshal([]byte(filled), &c); err != nil {
			return err
		}
		answer, err := call(client, c)
		var refused smithy.APIError
		good := err == nil && c.Error == "" && matches(c.Expect, answer)
		if errors.As(err, &refused) {
			good = refused.ErrorCode() == c.Error && (c.Message == "" || matches(c.Message, refused.ErrorMessage()))
		}
		if !good {
			fmt.Printf("%s answered %v %v to %s\n", c.Operation, answer, err, c.Input)
			continue
		}
		for name, of := range c.Save {
			saved[name], _ = member(answer, of).(string)
		}
		fmt.Println(c.Operation, "ok")
	}
	return nil
}

// call calls the operation, and returns its answer as JSON has it, with the SDK's names.
func call(client reflect.Value, c testCase) (any, error) {
	method := client.MethodByName(c.Operation)
	input := reflect.New(method.Type().In(1).Elem())
	if err := json.Unmarshal(c.Input, input.Interface()); err != nil {
		return nil, err
	}
	out := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
	if err, ok := out[1].Interface().(error); ok {
		return nil, err
	}
	text, err := json.Marshal(out[0].Interface())
	if err != nil {
		return nil, err
	}
	var answer any
	err = json.Unmarshal(text, &answer)
	return answer, err
}

// member is an object's member, whose name the SDK writes with another first letter.
func member(object any, name string) any {
	of, _ := object.(map[string]any)
	if v, ok := of[name]; ok {
		return v
	}
	return of[strings.ToUpper(name[:1])+name[1:]]
}

func matches(want, got any) bool {
	switch want := want.(type) {
	case map[string]any:
		for name, w := range want {
			if !matches(w, member(got, name)) {
				return false
			}
		}
		return true
	case []any:
		elements, _ := got.([]any)
		if len(elements) != len(want) {
			return false
		}
		for i := range want {
			if !matches(want[i], elements[i]) {
				return false
			}
		}
		return true
	case string:
		if want == "*" {
			return got != nil
		}
		if prefix, ok := strings.CutSuffix(want, "*"); ok {
			text, _ := got.(string)
			return strings.HasPrefix(text, prefix)
		}
	}
	return reflect.DeepEqual(want, got)
}

// withoutPrefix keeps the SDK from sending synchronous runs to a host of their own.
func withoutPrefix(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("noPrefix",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
		}), middleware.Before)
}
