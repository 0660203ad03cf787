package stepfn

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"expresso/model"
	"expresso/model/file"
)

// identityTime bounds the question whose the credentials are: nothing waits for the answer.
const identityTime = 10 * time.Second

// maxToken bounds a file with a token of IAM Identity Center, in bytes.
const maxToken = 1 << 20

// Credentials are those that requests are signed with, nil if they need none.
func (t *Target) Credentials() model.Credentials {
	if t.found == nil {
		return nil
	}
	return &credentials{t}
}

// credentials are those of a target.
type credentials struct{ *Target }

// Source says where they come from.
func (c *credentials) Source() model.CredentialSource {
	p := profileOf(c.Info())
	return model.CredentialSource{
		Profile: p.Name, Kind: string(p.Kind), Role: p.Role, Code: p.device != "", Command: p.SignIn(), Process: p.Kind == Process,
	}
}

// State says what is known of them now.
func (c *credentials) State() model.CredentialState {
	s := c.found
	s.mu.Lock()
	defer s.mu.Unlock()
	state := model.CredentialState{Expires: s.held.expires, Renews: s.held.renews, Changes: s.changes}
	if s.held.refused {
		state.Expires, state.Renews = s.held.answered, false
	} else {
		state.Accepted = s.held.answered
	}
	if s.waits.n > 0 {
		state.Awaits, state.Since = s.profile.awaited(), s.waits.since
	}
	return state
}

// Reload forgets them.
func (c *credentials) Reload() {
	c.found.mu.Lock()
	defer c.found.mu.Unlock()
	c.found.stale, c.found.held = true, held{}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.info.Identity = ""
}

// Stop stops waiting for those that are awaited.
func (c *credentials) Stop() {
	c.found.mu.Lock()
	defer c.found.mu.Unlock()
	if c.found.waits.n > 0 {
		c.found.waits.stop()
	}
}

// errNoIdentity is of an endpoint that is not AWS's: nobody there knows whose credentials they are.
var errNoIdentity = errors.New("the endpoint does not say which identity these credentials belong to")

// Identity asks the security token service whose credentials they are. It needs no permission.
func (c *credentials) Identity(ctx context.Context) (model.Identity, error) {
	if err := c.SignIn(ctx); err != nil {
		return model.Identity{}, err
	}
	client := c.security()
	if c.foreign && client.Options().BaseEndpoint == nil {
		return model.Identity{}, errNoIdentity // an emulator's keys mean nothing to AWS
	}
	ctx, cancel := context.WithTimeout(ctx, identityTime)
	defer cancel()
	out, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return model.Identity{}, c.explain(err, "", "")
	}
	found := model.Identity{Account: aws.ToString(out.Account), ARN: model.ARN(aws.ToString(out.Arn))}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.info.Account, c.info.Identity = cmp.Or(found.Account, c.info.Account), found.Name()
	return found, nil
}

// security returns what makes a client of the security token service when it is needed.
func security(cfg aws.Config, region string) func() *sts.Client {
	return sync.OnceValue(func() *sts.Client {
		return sts.NewFromConfig(cfg, func(o *sts.Options) {
			o.Region, o.HTTPClient = region, whole{o.HTTPClient}
		})
	})
}

// whole keeps a service from sending more than can be held.
type whole struct{ client sts.HTTPClient }

// Do sends the request and reads the response whole.
func (w whole) Do(request *http.Request) (*http.Response, error) {
	response, err := w.client.Do(request)
	if err != nil {
		return response, err
	}
	body, err := readWhole(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// hold takes note of credentials that were found.
func (s *source) hold(found aws.Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := keyOf(found)
	if key == s.held.key {
		return
	}
	s.held = held{key: key, renews: s.profile.renews(found.Expires)}
	s.changes++
	if found.CanExpire {
		s.held.expires = found.Expires
	} else if s.profile.Kind == Environment && s.profile.Role == "" {
		s.held.expires, _ = time.Parse(time.RFC3339, os.Getenv("AWS_CREDENTIAL_EXPIRATION")) // the AWS CLI exports it
	}
}

// keyOf tells credentials from others.
func keyOf(c aws.Credentials) string { return c.AccessKeyID + " " + c.SessionToken }

// signedWith is what keyOf tells of the credentials that a request is signed with.
func signedWith(h http.Header) string {
	_, scope, _ := strings.Cut(h.Get("Authorization"), "Credential=")
	id, _, _ := strings.Cut(scope, "/")
	return keyOf(aws.Credentials{AccessKeyID: id, SessionToken: h.Get("X-Amz-Security-Token")})
}

// watch has the source learn from each response whether the service takes the credentials.
func (s *source) watch(stack *middleware.Stack) error {
	return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("expresso:answers",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			sent := time.Now()
			out, metadata, err := next.HandleFinalize(ctx, in)
			if request, ok := in.Request.(*smithyhttp.Request); ok {
				s.answered(signedWith(request.Header), sent, err)
			}
			return out, metadata, err
		}), middleware.After) // behind what signs, once for each attempt
}

// answered takes note of a response to a request that was sent with a key. The request that was sent last
// decides: one that was under way when the credentials expired is answered minutes later.
func (s *source) answered(key string, sent time.Time, err error) {
	var api smithy.APIError
	refused := errors.As(err, &api) && strings.HasPrefix(api.ErrorCode(), "ExpiredToken")
	if !refused && err != nil && (api == nil || !denied(api.ErrorCode())) { // who is denied something is known
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if key != s.held.key || sent.Before(s.held.answered) {
		return
	}
	if !refused && s.held.refused {
		s.changes++
	}
	if !refused && !s.held.expires.After(sent) {
		s.held.expires = time.Time{} // they last longer than the environment says
	}
	s.held.answered, s.held.refused = sent, refused
}

// awaited is what new credentials of the profile are awaited from.
func (p Profile) awaited() string {
	switch {
	case p.device != "":
		return "an MFA code"
	case p.Kind == Process:
		return "the credential process of profile " + p.Source
	case p.Kind == SSO:
		return "IAM Identity Center"
	case p.Role != "":
		return "the role of profile " + p.Name
	case p.Kind == Instance:
		return "the instance or container role"
	}
	return "credentials"
}

// renews reports whether there are new credentials without the user when those of now expire.
func (p Profile) renews(expires time.Time) bool {
	switch {
	case p.device != "", p.Kind == Environment && p.Role == "", p.Kind == Keys && p.Role == "":
		return false
	case p.Kind == SSO:
		return sessionLasts(p.session, expires)
	}
	return true
}

// sessionLasts reports whether a session of IAM Identity Center lasts until a time, or longer by a
// token that refreshes it.
func sessionLasts(session string, until time.Time) bool {
	name, err := ssocreds.StandardCachedTokenFilepath(session)
	if err != nil {
		return false
	}
	text, err := file.Read(name, maxToken)
	if err != nil {
		return false
	}
	var token struct {
		ExpiresAt    time.Time `json:"expiresAt"`
		RefreshToken string    `json:"refreshToken"`
	}
	return json.Unmarshal(text, &token) == nil && (token.RefreshToken != "" || token.ExpiresAt.After(until))
}
