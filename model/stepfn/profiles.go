package stepfn

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/file"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
)

const (
	// maxProfiles bounds how many profiles are listed.
	maxProfiles = 200
	// maxConfig bounds how much of a file is looked through, in bytes.
	maxConfig = 16 << 20
)

// Kind says how a profile gets its credentials.
type Kind string

// The kinds.
const (
	Keys        Kind = "keys"
	SSO         Kind = "SSO"
	Login       Kind = "login session" // of aws login
	Process     Kind = "credential process"
	WebIdentity Kind = "web identity"
	Environment Kind = "environment"
	Instance    Kind = "instance or container role"
)

// Profile is what the AWS configuration says of where credentials come from.
type Profile struct {
	Name    string
	Kind    Kind
	Source  string    // the profile that has the credentials: Name, or where its source_profile leads
	Role    model.ARN // that is assumed with them, "" for none
	Region  string    // "" if none is set
	Account string    // "" if it is not known before signing in

	ssoRole string
	session string // whose SSO token is cached
	process string // the command line
	device  string // that shows the MFA code which a role takes, "" if none does
	shared  config.SharedConfig
}

// environmentProfile is the profile that the environment names, "" for none.
func environmentProfile() string {
	return cmp.Or(os.Getenv("AWS_PROFILE"), os.Getenv("AWS_DEFAULT_PROFILE"))
}

// ReadProfile reads one profile; "" is the default one. It reads files, and sends nothing.
func ReadProfile(ctx context.Context, name string) (Profile, error) {
	if err := readable(); err != nil {
		return Profile{}, err
	}
	name = cmp.Or(name, environmentProfile(), config.DefaultSharedConfigProfile)
	shared, err := config.LoadSharedConfigProfile(ctx, name, func(o *config.LoadSharedConfigOptions) {
		o.ConfigFiles, o.CredentialsFiles = []string{configFile()}, []string{credentialsFile()}
		o.Logger = logging.Nop{}
	})
	if err != nil {
		return Profile{}, err
	}
	role := model.ARN(shared.RoleARN)
	p := Profile{Name: name, Source: name, Role: role, Region: shared.Region, Account: role.Account(), device: shared.MFASerial, shared: shared}
	source := &shared
	for source.Source != nil {
		source = source.Source
		p.Source = source.Profile
		p.device = cmp.Or(p.device, source.MFASerial)
	}
	switch { // in the SDK's order
	case source.Credentials.HasKeys():
		p.Kind = Keys
	case source.CredentialSource == "Environment":
		p.Kind = Environment
	case source.CredentialSource != "":
		p.Kind = Instance
	case source.WebIdentityTokenFile != "":
		p.Kind = WebIdentity
	case source.SSOSessionName != "" || source.SSOStartURL != "":
		p.Kind, p.ssoRole, p.session = SSO, source.SSORoleName, cmp.Or(source.SSOSessionName, source.SSOStartURL)
		p.Account = cmp.Or(p.Account, source.SSOAccountID)
	case source.LoginSession != "":
		p.Kind = Login
		p.Account = cmp.Or(p.Account, model.ARN(source.LoginSession).Account())
	case source.CredentialProcess != "":
		p.Kind, p.process = Process, source.CredentialProcess
	default:
		p.Kind = Instance
	}
	return p, nil
}

// SignIn is the command that signs in, nil where there is none.
func (p Profile) SignIn() []string {
	of := []string{"--profile", p.Source}
	if p.Source == "" {
		of = nil
	}
	switch p.Kind {
	case SSO:
		return append([]string{"aws", "sso", "login"}, of...)
	case Login:
		return append([]string{"aws", "login"}, of...)
	}
	return nil
}

// renew says how to get new credentials where these have expired or are refused.
func (p Profile) renew() string {
	switch p.Kind {
	case SSO:
		return "sign in again: aws sso login" + profileFlag(p.Source)
	case Login:
		return "sign in again: aws login" + profileFlag(p.Source)
	case Process:
		return "sign in with what the credential_process of profile " + p.Source + " runs, and try again"
	case Keys:
		return "put new keys for profile " + p.Source + " into " + credentialsFile() + ": they are read at once"
	case Environment:
		return "set new keys in the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN"
	case WebIdentity:
		return "check the token in the web_identity_token_file of profile " + p.Source
	}
	return "give --profile NAME, or set AWS_PROFILE"
}

// profileOf is the profile that a target gets its credentials from. Of one that cannot be read,
// as of none, the name is all that is known.
func profileOf(info model.Info) Profile {
	if info.Profile == "" && os.Getenv("AWS_ACCESS_KEY_ID") != "" {
		return Profile{Kind: Environment}
	}
	p, err := ReadProfile(context.Background(), info.Profile)
	switch {
	case err == nil:
		return p
	case info.Profile == "":
		return Profile{Kind: Instance}
	}
	return Profile{Name: info.Profile, Source: info.Profile}
}

// Profiles lists the names of the profiles in the AWS configuration files, sorted. It reads
// none that cannot be read.
func Profiles() []string {
	names := slices.Sorted(maps.Keys(sources()))
	return names[:min(len(names), maxProfiles)]
}

func configFile() string {
	return cmp.Or(os.Getenv("AWS_CONFIG_FILE"), config.DefaultSharedConfigFilename())
}

func credentialsFile() string {
	return cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), config.DefaultSharedCredentialsFilename())
}

// sources are the profiles in the configuration files with their source_profile, "" for none.
func sources() map[string]string {
	found := map[string]string{}
	scanProfiles(configFile(), "profile ", found)
	scanProfiles(credentialsFile(), "", found)
	return found
}

// scanProfiles adds the profiles under the headings [PREFIX name] of a file, and default.
func scanProfiles(path, prefix string, found map[string]string) {
	opened, err := file.Open(path)
	if err != nil {
		return
	}
	defer func() { _ = opened.Close() }() // was only read
	profile := ""
	for lines := bufio.NewScanner(io.LimitReader(opened, maxConfig)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if heading, ok := strings.CutPrefix(line, "["); ok {
			heading, _, closed := strings.Cut(heading, "]")
			heading = strings.TrimSpace(heading)
			name, named := strings.CutPrefix(heading, prefix)
			if profile = strings.TrimSpace(name); !closed || !named && heading != config.DefaultSharedConfigProfile {
				profile = ""
			}
			if profile != "" {
				found[profile] += ""
			}
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok && profile != "" && strings.TrimSpace(key) == "source_profile" {
			found[profile] = strings.TrimSpace(value)
		}
	}
}

// chain follows the source_profile of a profile, to the last one that is there, or to the
// first that was met before.
func chain(profile string) []string {
	from := sources()
	names := []string{profile}
	for next := from[profile]; next != ""; next = from[next] {
		met := slices.Contains(names, next)
		if names = append(names, next); met {
			break
		}
	}
	return names
}
