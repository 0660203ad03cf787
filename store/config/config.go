// Package config reads the configuration file. It is what a user has set for good, as opposed
// to the flags of one start and what a session remembers. It checks the shape of what is
// written and says where it is wrong; whether a key may be bound to an action, or a price list
// makes sense, is for those to say who know actions and prices, and Where tells them the place
// to name.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"expresso/model"
	"expresso/model/file"
)

// Config are the settings.
type Config struct {
	Theme string // one of Themes
	// Colours take the place of the theme's own, by token, and CodeStyle of those of JSON, ""
	// for none. theme.CheckColours and theme.StyleOf know which there are.
	Colours   map[string]string
	CodeStyle string
	Mouse     bool // the workbench takes the mouse
	Bell      bool // ring when something long ends
	Title     bool // say so in the window's title
	ASCII     bool // draw with ASCII characters only
	// Clipboard is one of Clipboards: how text is copied.
	Clipboard string
	// EditorKeys is one of EditorKeys: the keys of the input.
	EditorKeys string
	Clock      string // one of model.Clocks: how the embedded target waits
	// Memory is how many MiB all runs on the embedded target may use together, 0 for the default of
	// the machine.
	Memory int64
	// MockValidation is one of model.MockValidations: how results in mock files are checked.
	MockValidation string
	// IncludedData is one of IncludedDatas: what responses contain.
	IncludedData string
	// TraceHeader is one of TraceHeaders: whether each run gets its own X-Ray trace.
	TraceHeader string
	// History is the folder of the history, an absolute path; "" for store.DefaultDir.
	History string
	// Keys replace those of an action, by its id. An empty list leaves it without any.
	Keys map[string][]string
	// Prices replace the built-in ones, by region. pricing.New checks them.
	Prices map[string]model.PriceList
	// Guard are the rules for starts on AWS. guard.ParseRule checks them.
	Guard []GuardRule
	// Budget is how much runs on AWS may cost, as it is written. pricing.ParseMoney checks it.
	Budget Budget
	// Endpoints are URLs of endpoints by the name that a target is given by: endpoint:NAME.
	Endpoints map[string]string
	// AllowEnv are the environment variables that inputs may read even if their names look secret.
	AllowEnv []string

	path   string
	places map[string]place // of settings, by their keys joined with NULs
}

// GuardRule is a rule of the guard as it is written.
type GuardRule struct{ Match, Mode string }

// Budget is in the currency of the prices; "" for no limit.
type Budget struct{ Session, Burst string }

// Themes are the values of theme: auto goes by the terminal's background.
var Themes = []string{"auto", "dark", "light", "contrast", "terminal"}

// Clipboards are the values of clipboard: auto is native where the user sits at this
// machine, and through the terminal elsewhere.
var Clipboards = []string{"auto", "terminal", "native"}

// EditorKeys are the values of editor-keys.
var EditorKeys = []string{"plain", "vim"}

// MaxMemory is the largest Memory: a terabyte.
const MaxMemory = 1 << 20

// IncludedDatas are the values of included-data.
var IncludedDatas = []string{string(model.AllData), string(model.MetadataOnly)}

// TraceHeaders are the values of trace-header.
var TraceHeaders = []string{"none", model.NewTrace}

// Defaults is the configuration without a file.
func Defaults() Config {
	return Config{Theme: "auto", Mouse: true, Bell: true, Title: true, Clipboard: "auto", EditorKeys: "plain", Clock: "real", MockValidation: "none", IncludedData: string(model.AllData), TraceHeader: "none"}
}

// Where is the position of a setting in the file: Where("keys", "run") may be
// "/home/me/.config/expresso/config.yaml:12:3". It is the file alone if the setting is not in it.
func (c Config) Where(keys ...string) string {
	if p, ok := c.places[strings.Join(keys, "\x00")]; ok {
		return fmt.Sprintf("%s:%d:%d", c.path, p.line, p.column)
	}
	return c.path
}

// Path is where the file lies: expresso/config.yaml below $XDG_CONFIG_HOME, or below
// ~/.config if that is not set to an absolute path. It is "" where there is no home: nobody
// has configured anything then.
func Path() string {
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "expresso", "config.yaml")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".config", "expresso", "config.yaml")
}

// maxFile is the largest file that is read, in bytes: all settings there are take a few
// thousand.
const maxFile = 1 << 16

// Load reads the file at path. If there is none, or path is "", all is as Defaults has it. What is not
// set stays at its default; what is not known, or of another type, is refused. The error
// names every such place as file:line:column, up to ten of them.
func Load(path string) (Config, error) {
	if path == "" {
		return Defaults(), nil
	}
	text, err := file.Read(path, maxFile)
	tooLarge := (*file.TooLargeError)(nil)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c := Defaults()
		c.path = path
		return c, nil
	case errors.As(err, &tooLarge):
		return Config{}, fmt.Errorf("%s has over %d bytes, which is too large for a configuration file", path, maxFile)
	case err != nil:
		return Config{}, unreadable(err)
	}
	return parse(path, string(text))
}

func unreadable(err error) error {
	return model.WithHint(fmt.Errorf("cannot read the configuration: %w", err), "make the file readable, or move it away")
}

// parse reads the text of the file at path.
func parse(path, text string) (Config, error) {
	r := reader{cfg: Defaults()}
	r.cfg.path, r.cfg.places = path, map[string]place{}
	switch {
	case len(text) > maxFile:
		return Config{}, fmt.Errorf("%s has over %d bytes, which is too large for a configuration file", path, maxFile)
	case !utf8.ValidString(text):
		return Config{}, fmt.Errorf("%s is not UTF-8", path)
	}
	r.read(text)
	if len(r.problems) > 0 {
		return Config{}, errors.Join(r.problems...)
	}
	return r.cfg, nil
}
