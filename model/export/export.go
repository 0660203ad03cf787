// Package export writes runs to files: JSON Lines, CSV, folders. It writes where it is told to
// and reads nothing.
package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/file"
)

// Document is a file of a run.
type Document struct{ Name, Text string }

const inputFile, outputFile, responseFile, traceFile = "input.json", "output.json", "response.json", "trace.json"

// Documents are a run as files, those that it has: input.json and output.json byte for
// byte, response.json as the service sent it, and trace.json, an array of the execution's
// events as AWS logs them.
func Documents(run model.Run, events []model.Event) ([]Document, error) {
	docs := []Document{{inputFile, run.Input}}
	if run.Status == model.Succeeded && !run.OutputWithheld {
		docs = append(docs, Document{outputFile, run.Output})
	}
	if run.Raw != "" {
		docs = append(docs, Document{responseFile, run.Raw})
	}
	if len(events) > 0 {
		text, err := logged(run, events)
		if err != nil {
			return nil, err
		}
		docs = append(docs, Document{traceFile, text})
	}
	return docs, nil
}

// loggedEvent is an event as Express workflows have it in CloudWatch Logs: numbers are
// strings, and the time is in milliseconds since the epoch.
type loggedEvent struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"`
	Details   json.RawMessage `json:"details"`
	Previous  string          `json:"previous_event_id"`
	Timestamp string          `json:"event_timestamp"`
	Execution model.ARN       `json:"execution_arn"`
}

func logged(run model.Run, events []model.Event) (string, error) {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	separator := "["
	for _, e := range events {
		out.WriteString(separator)
		details := e.Details
		if details == "" {
			details = "{}"
		}
		err := encoder.Encode(loggedEvent{
			strconv.FormatInt(e.ID, 10), e.Type, json.RawMessage(details),
			strconv.FormatInt(e.Previous, 10), strconv.FormatInt(e.Time.UnixMilli(), 10), run.Execution,
		})
		if err != nil {
			return "", fmt.Errorf("event %d of the trace: %w", e.ID, err)
		}
		separator = ","
	}
	out.WriteString("]\n")
	return out.String(), nil
}

// Folder writes a run's documents into a folder, which is made if there is none. Unless
// replace is true, nothing is written where there is a file already that a run may have: the
// error is an fs.ErrExist then. What is there and this run has not stays: it may be anybody's.
func Folder(dir string, docs []Document, replace bool) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if !replace {
		if err := Free(dir); err != nil {
			return err
		}
	}
	for _, doc := range docs {
		if err := file.Write(filepath.Join(dir, doc.Name), replace, file.Text(doc.Text)); err != nil {
			return err
		}
	}
	return nil
}

// Free refuses a folder that has one of the files already that a run may have, with an
// fs.ErrExist.
func Free(dir string) error {
	for _, name := range []string{inputFile, outputFile, responseFile, traceFile} {
		if err := free(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// free refuses a path at which there is something.
func free(path string) error {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return nil
}

// Indented writes v as JSON for programs and people both.
func Indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
