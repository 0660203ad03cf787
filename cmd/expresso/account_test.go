package main

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// awsAccount stands for what an account's tools talk to: Step Functions, STS, IAM Identity Center and its tokens, and the
// service that gives a container its credentials. It keeps what was asked of it.
type awsAccount struct {
	*httptest.Server
	home string

	mu         sync.Mutex
	asked      []string // operations, with the access key that signed them
	signatures []string
	deny       string // an operation that is refused
}

// openAccount serves an account, and leaves nothing of the AWS configuration but what is set afterwards.
func openAccount(t *testing.T) *awsAccount {
	t.Helper()
	withoutAWS(t)
	a := &awsAccount{home: t.TempDir()}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("HOME", a.home) // of the tokens of IAM Identity Center
	for _, service := range []string{"SFN", "STS", "SSO", "SSO_OIDC"} {
		t.Setenv("AWS_ENDPOINT_URL_"+service, a.URL)
	}
	return a
}

// configure writes the AWS configuration.
func (a *awsAccount) configure(t *testing.T, config string) {
	t.Helper()
	name := filepath.Join(a.home, "aws-config")
	writeFile(t, name, strings.NewReplacer("HOME", a.home, "URL", a.URL).Replace(config))
	t.Setenv("AWS_CONFIG_FILE", name)
}

// token leaves a token of IAM Identity Center as `aws sso login` does, of a session or a start URL.
func (a *awsAccount) token(t *testing.T, of, text string) {
	t.Helper()
	sum := sha1.Sum([]byte(of))
	name := filepath.Join(a.home, ".aws", "sso", "cache", hex.EncodeToString(sum[:])+".json")
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, name, text)
}

// takes returns what was asked since it was called last.
func (a *awsAccount) takes() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	asked := strings.Join(a.asked, ", ")
	a.asked = nil
	return asked
}

var (
	credentialOf = regexp.MustCompile(`Credential=([A-Za-z0-9]+)/`)
	signatureOf  = regexp.MustCompile(`Signature=([0-9a-f]+)`)
)

func (a *awsAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch {
	case r.URL.Path == "/federation/credentials":
		operation = "GetRoleCredentials"
	case r.URL.Path == "/token":
		operation = "CreateToken"
	case r.URL.Path == "/container":
		operation = "container"
	case operation == "":
		operation = form.Get("Action")
	}
	authorization := r.Header.Get("Authorization")
	word := operation
	if key := credentialOf.FindStringSubmatch(authorization); key != nil {
		word += " " + key[1]
	}
	a.mu.Lock()
	if operation != "GetCallerIdentity" { // it needs no permission, and says who is there
		a.asked = append(a.asked, word)
	}
	if found := signatureOf.FindStringSubmatch(authorization); found != nil {
		a.signatures = append(a.signatures, found[1])
	}
	denied := a.deny == operation
	a.mu.Unlock()
	until := "2099-01-01T00:00:00Z"
	switch operation {
	case "ListStateMachines":
		says(200, amz, `{"stateMachines":[{"stateMachineArn":"`+ordersOf(authorization)+`","name":"orders","type":"EXPRESS","creationDate":1}]}`)(w, r)
	case "StartSyncExecution":
		outcomes["succeeded"].does(w, r)
	case "AssumeRole", "AssumeRoleWithWebIdentity":
		if denied {
			says(403, "text/xml", `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`)(w, r)
			return
		}
		role := form.Get("RoleArn")
		says(200, "text/xml", fmt.Sprintf(`<%sResponse><%[1]sResult><Credentials><AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials></%[1]sResult></%[1]sResponse>`,
			operation, strings.ToUpper(role[strings.LastIndex(role, "/")+1:]), secrets["role key"], secrets["role token"], until))(w, r)
	case "GetCallerIdentity":
		says(200, "text/xml", `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111111111111:assumed-role/dev/me</Arn><UserId>U</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)(w, r)
	case "GetRoleCredentials":
		if denied {
			w.Header().Set("X-Amzn-ErrorType", "ForbiddenException")
			says(403, amz, `{"message":"No access"}`)(w, r)
			return
		}
		says(200, "application/json", fmt.Sprintf(`{"roleCredentials":{"accessKeyId":"ASIASSO%s","secretAccessKey":%q,"sessionToken":%q,"expiration":4070908800000}}`, strings.TrimPrefix(r.URL.Query().Get("account_id"), "111111111111"), secrets["role key"], secrets["role token"]))(w, r)
	case "CreateToken":
		says(200, "application/json", fmt.Sprintf(`{"accessToken":%q,"expiresIn":3600,"refreshToken":%q,"tokenType":"Bearer"}`, secrets["renewed token"], secrets["refresh token"]))(w, r)
	case "container":
		if denied || r.Header.Get("Authorization") != secrets["container token"] {
			says(403, "application/json", `{"code":"AccessDenied","message":"no"}`)(w, r)
			return
		}
		says(200, "application/json", fmt.Sprintf(`{"AccessKeyId":"ASIAECS","SecretAccessKey":%q,"Token":%q,"Expiration":%q}`, secrets["role key"], secrets["role token"], until))(w, r)
	default:
		says(400, amz, `{"__type":"AccessDeniedException","message":"not authorized to perform: states:`+operation+`"}`)(w, r)
	}
}

// ordersOf is the ARN of the machine orders in the account and region of a signature.
func ordersOf(authorization string) string {
	found := regexp.MustCompile(`Credential=(?:ASIASSO(\d{12}))?[^/]*/\d+/([a-z0-9-]+)/`).FindStringSubmatch(authorization)
	if found == nil {
		return faultyARN
	}
	return "arn:aws:states:" + found[2] + ":" + cmp.Or(found[1], "111111111111") + ":stateMachine:orders"
}

// secrets are planted where tools keep them.
var secrets = map[string]string{
	"key of the environment":   "PLANTED0envkey/+x",
	"token of the environment": "PLANTED0envtoken==",
	"key of a profile":         "PLANTED0profilekey/+",
	"token of a profile":       "PLANTED0profiletoken",
	"role key":                 "PLANTED0rolekey/+",
	"role token":               "PLANTED0roletoken",
	"SSO token":                "PLANTED0ssotoken",
	"renewed token":            "PLANTED0renewedtoken",
	"refresh token":            "PLANTED0refreshtoken",
	"client secret":            "PLANTED0clientsecret",
	"web identity":             "PLANTED0.web.identity",
	"container token":          "PLANTED0containertoken",
	"process key":              "PLANTED0processkey",
	"broken process":           "PLANTED0brokenprocess",
	"MFA code":                 "PLANTED0mfacode",
	"endpoint password":        "PLANTED0endpointpassword",
	"proxy password":           "PLANTED0proxypassword",
	"environment variable":     "PLANTED0variable",
}
