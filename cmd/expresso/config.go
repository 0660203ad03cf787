package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/store"
	"expresso/store/config"
	"expresso/ui"
	"expresso/ui/theme"
)

// settings reads the configuration, once, and checks what only the workbench and the
// prices can.
func (a *app) settings() (config.Config, error) {
	if a.config != nil {
		return *a.config, nil
	}
	c, err := config.Load(config.Path())
	if err != nil {
		return config.Config{}, &exitError{exitUsage, err}
	}
	var problems []error
	var key *ui.KeyError
	if err := ui.CheckKeys(c.Keys); errors.As(err, &key) {
		problems = append(problems, fmt.Errorf("%s: %w", c.Where("keys", key.Action), err))
	}
	for _, region := range slices.Sorted(maps.Keys(c.Prices)) {
		if _, err := pricing.New(c.Prices[region]); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", c.Where("prices", region), err))
		}
	}
	var colour *theme.ColourError
	if err := theme.CheckColours(c.Colours); errors.As(err, &colour) {
		problems = append(problems, fmt.Errorf("%s: %w", c.Where("colours", colour.Token), err))
	}
	if _, ok := theme.StyleOf(c.CodeStyle); c.CodeStyle != "" && !ok {
		problems = append(problems, fmt.Errorf("%s: unknown style %q; the styles are %s", c.Where("code-style"), c.CodeStyle, styleNames()))
	}
	if len(problems) > 0 {
		return config.Config{}, &exitError{exitUsage, errors.Join(problems...)}
	}
	a.config = &c
	return c, nil
}

// styleNames are the styles of JSON there are, in words.
func styleNames() string {
	all := theme.Styles()
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// historyDir is the folder of the history.
func (a *app) historyDir() (string, error) {
	c, err := a.settings()
	if err != nil || c.History != "" {
		return c.History, err
	}
	dir, err := store.DefaultDir()
	if err != nil {
		return "", &exitError{exitUsage, err}
	}
	return dir, nil
}

// book has the prices of regions: the user's, or else the built-in ones.
func (a *app) book() (pricing.Book, error) {
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	return pricing.NewBook(c.Prices)
}

func (a *app) configCommand() *cobra.Command {
	var template bool
	c := &cobra.Command{
		Use:   "config",
		Short: "Show the configuration file's path and all settings",
		Long: `Print the path of the configuration file, whether it exists, and the value of every setting.
With --template, print a commented default configuration.`,
		Example: `  expresso config
  mkdir -p ~/.config/expresso && expresso config --template > ~/.config/expresso/config.yaml`,
		Args: exactArgs(0, "'expresso config' shows the settings; edit the file to change them"),
		RunE: func(*cobra.Command, []string) error {
			if template {
				_, err := io.WriteString(a.stdout, config.Template())
				return err
			}
			return a.printConfig()
		},
	}
	c.Flags().BoolVar(&template, "template", false, "print a commented default configuration")
	return c
}

// printConfig prints the settings in the file's own format, so that a line can be copied
// into it.
func (a *app) printConfig() error {
	path, exists := config.Path(), ""
	if path == "" {
		exists = "no configuration file: neither HOME nor XDG_CONFIG_HOME is set"
	} else if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		exists = " (not found; using defaults)"
	}
	fmt.Fprintf(a.stdout, "# %s%s\n", path, exists)
	c, err := a.settings()
	if err != nil {
		return err
	}
	dir, err := a.historyDir()
	if err != nil {
		return err
	}
	mib := "auto"
	if c.Memory > 0 {
		mib = strconv.FormatInt(c.Memory, 10)
	}
	w := a.stdout
	fmt.Fprintf(w, "theme: %s\ncolours: {%s}\ncode-style: %q\nmouse: %v\nbell: %v\nwindow-title: %v\nascii: %v\nclipboard: %s\neditor-keys: %s\nclock: %s\nmemory: %s\nmock-validation: %s\nincluded-data: %s\ntrace-header: %s\nhistory: %q\n",
		c.Theme, colours(c.Colours), c.CodeStyle, c.Mouse, c.Bell, c.Title, c.ASCII, c.Clipboard, c.EditorKeys, c.Clock, mib, c.MockValidation, c.IncludedData, c.TraceHeader, dir)
	fmt.Fprintf(w, "allow-env: [%s]\n", quoted(c.AllowEnv))
	if len(c.Guard) == 0 {
		fmt.Fprintln(w, "guard: []")
	} else {
		fmt.Fprintln(w, "guard:")
	}
	for _, rule := range c.Guard {
		fmt.Fprintf(w, "  - {match: %q, mode: %q}\n", rule.Match, rule.Mode)
	}
	var limits []string
	for _, b := range [][2]string{{"session", c.Budget.Session}, {"burst", c.Budget.Burst}} {
		if b[1] != "" {
			limits = append(limits, b[0]+": "+b[1])
		}
	}
	fmt.Fprintf(w, "budget: {%s}\n", strings.Join(limits, ", "))
	ends := make([]string, 0, len(c.Endpoints))
	for _, name := range slices.Sorted(maps.Keys(c.Endpoints)) {
		ends = append(ends, strconv.Quote(name)+": "+strconv.Quote(c.Endpoints[name]))
	}
	fmt.Fprintf(w, "endpoints: {%s}\n", strings.Join(ends, ", "))
	fmt.Fprintln(w, "keys:")
	for _, b := range ui.Bindings(c.Keys) {
		fmt.Fprintf(w, "  %s: [%s] # %s\n", b.Action, quoted(b.Keys), b.What)
	}
	if len(c.Prices) == 0 {
		_, err := fmt.Fprintf(w, "prices: {} # for every region %s\n", pricing.USEast().Label())
		return err
	}
	fmt.Fprintln(w, "prices:")
	for _, region := range slices.Sorted(maps.Keys(c.Prices)) {
		printPrices(w, region, c.Prices[region])
	}
	return nil
}

func printPrices(w io.Writer, region string, list model.PriceList) {
	fmt.Fprintf(w, "  %s:\n    currency: %q\n    date: %q\n    request: %q\n    tiers:\n", region, list.Currency, list.Date, list.Request)
	for _, t := range list.Tiers {
		upTo := ""
		if t.UpTo > 0 {
			upTo = fmt.Sprintf("up-to: %d, ", t.UpTo)
		}
		fmt.Fprintf(w, "      - {%sgb-second: %q}\n", upTo, t.GBSecond)
	}
}

// colours are those that were set, as the file has them.
func colours(set map[string]string) string {
	all := make([]string, 0, len(set))
	for _, token := range slices.Sorted(maps.Keys(set)) {
		all = append(all, fmt.Sprintf("%s: %q", token, set[token]))
	}
	return strings.Join(all, ", ")
}

// quoted are texts in quotes, as YAML has them too.
func quoted(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = fmt.Sprintf("%q", text)
	}
	return strings.Join(all, ", ")
}
