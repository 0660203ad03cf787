package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/local"
	"expresso/model/memory"
	"expresso/model/stepfn"
	"expresso/model/task/shape"
	"expresso/model/workspace"
	"expresso/store/config"
)

// targetFlags say where workflows run.
type targetFlags struct {
	dir, profile, region, endpoint string
	syncEndpoint                   string
	readOnly                       bool
	clock, mockConfig              string
	memory                         int64 // MiB
	mockValidation                 string
	mock                           string
	asExpress, none                bool
	staged                         bool     // the embedded target takes its time, for an audience
	define                         []string // NAME=VALUE
	defineFile                     string

	given    *pflag.FlagSet   // to ask whether a flag was given
	token    asking           // asks for an MFA code
	apart    func() bool      // see stepfn.Options
	terminal func() io.Writer // where a credential process may ask
}

func (f *targetFlags) add(flags *pflag.FlagSet) {
	f.given = flags
	flags.StringVar(&f.dir, "dir", "", "folder with state machines for the embedded target (default: this one, or the samples if it has none)")
	flags.StringVar(&f.profile, "profile", "", "AWS profile: run on AWS")
	flags.StringVar(&f.region, "region", "", "AWS region: run on AWS")
	flags.StringVar(&f.endpoint, "endpoint-url", "", "run on another endpoint with the Step Functions API, such as http://127.0.0.1:8083")
	flags.StringVar(&f.syncEndpoint, "sync-endpoint-url", "", "endpoint for synchronous runs if it differs: a VPC has one interface endpoint for each")
	flags.BoolVar(&f.readOnly, "read-only", false, "refuse to start runs on AWS")
	flags.StringVar(&f.clock, "clock", "real", "how the embedded target waits: real or simulated")
	flags.Int64Var(&f.memory, "memory", 0, "memory limit of the embedded target in MiB (default: a quarter of this machine's memory, at most 1024)")
	flags.StringVar(&f.mockConfig, "mock-config", "", "file with task mocks for the embedded target, in Step Functions Local's format")
	flags.StringVar(&f.mockValidation, "mock-validation", string(shape.None), "check results in the mock file against the services' responses: strict, present (types only) or none")
	flags.StringArrayVar(&f.define, "define", nil, "NAME=VALUE for a ${NAME} in a definition or a template parameter, on the embedded target; can be repeated")
	flags.StringVar(&f.defineFile, "define-file", "", "JSON or YAML file with names and values as for --define, which overrides it")
}

// The target's flags are every command's, so that they can stand before the command's name,
// but each command shows only those that mean something to it.
var (
	folderFlags = []string{"dir", "define", "define-file"}
	remoteFlags = []string{"profile", "region", "endpoint-url", "sync-endpoint-url", "read-only"}
	engineFlags = []string{"clock", "memory", "mock-config", "mock-validation"}
)

// shows is the annotation of a command with the target's flags that its help shows.
const shows = "target flags"

// showing lets a command's help show some of the target's flags.
func showing(cmd *cobra.Command, flags ...[]string) {
	cmd.Annotations = map[string]string{shows: strings.Join(slices.Concat(flags...), " ")}
}

// hideOthers hides those of the target's flags that mean nothing to a command.
func hideOthers(cmd *cobra.Command) {
	shown := strings.Fields(cmd.Annotations[shows])
	for _, name := range slices.Concat(folderFlags, remoteFlags, engineFlags) {
		cmd.Root().PersistentFlags().Lookup(name).Hidden = !slices.Contains(shown, name)
	}
}

// addRunning adds what says how machines run on the embedded target.
func (f *targetFlags) addRunning(flags *pflag.FlagSet, mocks bool) {
	flags.BoolVar(&f.asExpress, "as-express", false, "run STANDARD machines as EXPRESS on the embedded target")
	if mocks {
		flags.StringVar(&f.mock, "mock", "", "auto: answer tasks without a mock with an example of the service's response")
	}
}

// note is what the history says of runs that are not as the project has them.
func (f *targetFlags) note() string {
	if f.mock == autoMock {
		return "--mock auto: tasks without a mock were answered with an example response"
	}
	return ""
}

// autoMock is the value of --mock.
const autoMock = "auto"

// isRemote reports whether the flags name a target other than the embedded one.
func (f *targetFlags) isRemote() bool {
	return f.profile != "" || f.region != "" || f.endpoint != "" || f.syncEndpoint != ""
}

// redirects is what sends requests to another endpoint than that of AWS.
func (f *targetFlags) redirects() string {
	if f.endpoint != "" {
		return "--endpoint-url"
	}
	for _, name := range []string{"AWS_ENDPOINT_URL_SFN", "AWS_ENDPOINT_URL"} { // the first goes before the other
		if os.Getenv(name) != "" {
			return name
		}
	}
	return "an endpoint_url of the AWS configuration"
}

// remote is that target.
func (f *targetFlags) remote() stepfn.Options {
	return stepfn.Options{Profile: f.profile, Region: f.region, Endpoint: f.endpoint, SyncEndpoint: f.syncEndpoint, Token: f.token, Apart: f.apart, Terminal: f.terminal, StandIns: f.standIns()}
}

// standIns are those of the folder, read when they are first asked for. On another target
// than the embedded one the folder may be anything: it is read where it holds saved inputs
// or a project file.
func (f *targetFlags) standIns() func() []model.StandIn {
	return sync.OnceValue(func() []model.StandIn {
		dir := cmp.Or(f.dir, ".")
		if _, err := os.Stat(filepath.Join(dir, ".expresso")); err != nil && f.isRemote() {
			return nil
		}
		define, err := f.defines()
		if err != nil {
			return nil
		}
		return local.StandIns(dir, define)
	})
}

// check refuses flags that contradict each other.
func (f *targetFlags) check() error {
	if !slices.Contains(model.Clocks, f.clock) {
		return usageError("--clock must be %s, got %q", anyOf(model.Clocks), f.clock)
	}
	if f.changed("memory") && f.memory < 1 || f.memory > config.MaxMemory {
		return usageError("--memory must be a number of MiB from 1 to %d, got %d", config.MaxMemory, f.memory)
	}
	if !slices.Contains(model.MockValidations, string(f.validation())) {
		return usageError("--mock-validation must be %s, got %q", anyOf(model.MockValidations), f.mockValidation)
	}
	if f.mock != "" && f.mock != autoMock {
		return usageError("--mock must be auto, got %q", f.mock)
	}
	if f.isRemote() && (f.asExpress || f.mock != "") {
		return usageError("--as-express and --mock work on the embedded target only")
	}
	if f.isRemote() && (f.validation() != shape.None || f.mockConfig != "" || f.clock != "real" || f.dir != "" || len(f.define) > 0 || f.defineFile != "") {
		return usageError("--dir, --clock, --mock-config, --mock-validation, --define and --define-file work on the embedded target only; --profile, --region and --endpoint-url choose another target")
	}
	return nil
}

// openLocal starts the embedded service with the machines of the workspace, or with the
// samples where it has none.
func (f *targetFlags) openLocal() (*local.Local, error) {
	dir := f.dir
	if dir == "" {
		dir = "."
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, model.WithHint(fmt.Errorf("%s is a file: --dir takes a folder", f.dir), "name the folder that it is in")
	}
	define, err := f.defines()
	if err != nil {
		return nil, err
	}
	p, err := local.ReadProject(dir)
	if err != nil {
		return nil, err
	}
	if p.Clock != "" && !f.changed("clock") {
		f.clock = p.Clock
	}
	if p.Validation != "" && !f.changed("mock-validation") {
		f.mockValidation = p.Validation
	}
	if f.memory > 0 {
		memory.Process().SetLimit(f.memory << 20)
	}
	memory.Process().Collect()
	l, err := local.Open(local.Options{
		Dir: dir, Shown: f.dir, Options: workspace.Options{Define: define}, Samples: f.dir == "" || f.given != nil && !f.given.Changed("dir"),
		MockFile: f.mockFile(), Validation: f.validation(), AutoMock: f.mock == autoMock, AsExpress: f.asExpress, Simulated: f.clock == "simulated", Staged: f.staged, None: f.none,
	})
	if err != nil {
		return nil, err
	}
	inputs(l).RemoveStale()
	file.RemoveStale(dir) // of exports
	return l, nil
}

// changed reports whether a flag was given.
func (f *targetFlags) changed(name string) bool { return f.given != nil && f.given.Changed(name) }

// validation is how much of the results in a mock file is checked.
func (f *targetFlags) validation() shape.Mode {
	return cmp.Or(shape.Mode(f.mockValidation), shape.None)
}

// mockFile is the file that answers tasks if one is named: by the flag, or by
// SFN_MOCK_CONFIG.
func (f *targetFlags) mockFile() string {
	if f.mockConfig != "" {
		return f.mockConfig
	}
	return os.Getenv("SFN_MOCK_CONFIG")
}
