package cloudformation

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

	"expresso/model/workspace/source"
)

// samConfig is the file that SAM keeps the settings of deployments in.
const samConfig = "samconfig.toml"

// maxConfig is the largest samconfig.toml in bytes that is read.
const maxConfig = 64 << 10

// deployment is what `sam deploy` makes of a template where nobody names an environment: what
// samconfig.toml beside it says of "default".
type deployment struct {
	stack      string            // its name, "" if that is not said
	parameters map[string]string // values that go before the defaults
}

func (t *template) deployment() deployment {
	if t.deployed == nil {
		t.deployed = &deployment{}
		settings, err := t.settings(path.Join(path.Dir(t.path), samConfig))
		if err != nil {
			t.warnings = append(t.warnings, err)
		}
		if deploys(settings, t.path) {
			t.deployed.stack, _ = settings["stack_name"].(string)
			t.deployed.parameters = overridesIn(settings["parameter_overrides"])
		}
	}
	return *t.deployed
}

// settings are those of the environment "default" for deployments.
func (r *reader) settings(name string) (map[string]any, error) {
	if !r.folder.Has(name) {
		return nil, nil
	}
	text, err := r.folder.Read(name)
	if err == nil && len(text) > maxConfig {
		err = fmt.Errorf("has more than %d bytes", maxConfig)
	}
	var all map[string]any
	if err == nil {
		_, err = toml.Decode(text, &all)
	}
	if err != nil {
		return nil, &source.Problem{Place: source.Place{Path: name}, Msg: "its parameter_overrides were not used: " + strings.TrimPrefix(err.Error(), "toml: ")}
	}
	settings := map[string]any{}
	for _, command := range []string{"global", "deploy"} {
		maps.Copy(settings, table(table(table(all["default"])[command])["parameters"]))
	}
	return settings, nil
}

// table is a value that is one: a file may have any other in its place.
func table(v any) map[string]any {
	t, _ := v.(map[string]any)
	return t
}

// deploys reports whether settings are those of a template.
func deploys(settings map[string]any, name string) bool {
	for _, key := range []string{"template_file", "template"} {
		if file, ok := settings[key].(string); ok {
			return source.Resolve(name, file) == name
		}
	}
	return slices.Contains([]string{"template.yaml", "template.yml", "template.json"}, path.Base(name))
}

// override is one in a text: Name=Value, or ParameterKey=Name,ParameterValue=Value.
var override = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:ParameterKey=)?"?([A-Za-z0-9]+)"?(?:,ParameterValue)?=("(?:\\.|[^"\\])*"|'[^']*'|(?:\\.|[^\s"'\\])*)`)
})

// overridesIn are those of parameter_overrides: a text, a list of such, or a table.
func overridesIn(v any) map[string]string {
	all := map[string]string{}
	switch v := v.(type) {
	case string:
		for _, m := range override().FindAllStringSubmatch(v, -1) {
			value := m[2]
			if len(value) > 1 && (value[0] == '"' || value[0] == '\'') {
				value = value[1 : len(value)-1]
			}
			all[m[1]] = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(value)
		}
	case []any:
		for _, one := range v {
			text, _ := one.(string)
			if name, value, ok := strings.Cut(text, "="); ok && name != "ParameterKey" && !strings.ContainsAny(value, `"'`) { // with spaces in it
				all[name] = value
				continue
			}
			maps.Copy(all, overridesIn(text))
		}
	case map[string]any:
		for name, value := range v {
			if text, ok := scalar(value); ok {
				all[name] = text
			}
		}
	}
	return all
}

// layouts are those of times without a zone, by what the library puts in the zone's place.
var layouts = map[string]string{
	"date-local": time.DateOnly, "time-local": "15:04:05.999999999", "datetime-local": "2006-01-02T15:04:05.999999999",
}

// scalar is a value of a table as a parameter has it: a list is joined by commas.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case map[string]any, []map[string]any:
		return "", false
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			var ok bool
			if parts[i], ok = scalar(v[i]); !ok {
				return "", false
			}
		}
		return strings.Join(parts, ","), true
	case time.Time:
		layout, ok := layouts[v.Location().String()]
		if !ok {
			layout = time.RFC3339Nano
		}
		return v.Format(layout), true
	default:
		return fmt.Sprint(v), true
	}
}
