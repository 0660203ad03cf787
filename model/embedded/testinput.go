package embedded

import (
	"encoding/csv"
	"strings"

	"expresso/model/jsonvalue"
)

// contextFields are the members that a context object may have, with the kinds of those
// within them. Map is AWS's alone to set.
var contextFields = map[string]map[string]jsonvalue.Kind{
	"Execution": {
		"Id": jsonvalue.KindString, "Input": jsonvalue.KindUndefined, "Name": jsonvalue.KindString, "RoleArn": jsonvalue.KindString,
		"StartTime": jsonvalue.KindString, "RedriveCount": jsonvalue.KindNumber, "RedriveTime": jsonvalue.KindString,
	},
	"State":        {"EnteredTime": jsonvalue.KindString, "Name": jsonvalue.KindString, "RetryCount": jsonvalue.KindNumber},
	"StateMachine": {"Id": jsonvalue.KindString, "Name": jsonvalue.KindString},
	"Task":         {"Token": jsonvalue.KindString},
}

// checkContext checks the context object of a request.
func checkContext(text string) error {
	v, err := jsonvalue.Parse(text)
	switch {
	case err != nil:
		return invalid("Context must be valid JSON")
	case v.Kind() != jsonvalue.KindObject:
		return invalid("Context must be a JSON object")
	}
	for i := range v.Len() {
		m := v.Member(i)
		within, ok := contextFields[m.Key]
		switch {
		case m.Key == "Map":
			return invalid("'Map' field is not supported when mocking a Context object")
		case !ok:
			return invalid("Field '%s' is not allowed", m.Key)
		case m.Value.Kind() != jsonvalue.KindObject:
			return invalid("%s must be an object", m.Key)
		}
		for j := range m.Value.Len() {
			inner := m.Value.Member(j)
			kind, ok := within[inner.Key]
			switch {
			case !ok:
				return invalid("Field '%s' is not allowed", inner.Key)
			case kind != jsonvalue.KindUndefined && inner.Value.Kind() != kind:
				return invalid("%s.%s must be a %s", m.Key, inner.Key, kind)
			}
		}
	}
	return nil
}

// readItems makes items of what an ItemReader has read: by its InputType a JSON array, an
// array within JSON that ItemsPointer leads to, lines of JSON, or CSV.
func readItems(reader jsonvalue.Value, data string) (items jsonvalue.Value, err error) {
	wrong := func(format string, args ...any) (jsonvalue.Value, error) {
		return items, invalid("MapItemReaderData "+format, args...)
	}
	if reader.IsUndefined() {
		return wrong("is for Map states with an ItemReader")
	}
	config, _ := reader.Get("ReaderConfig")
	text := func(key string) string { v, _ := config.Get(key); return v.Str() }
	switch text("InputType") {
	case "CSV":
		if items, err = readCSV(config, data); err != nil {
			return wrong("is not CSV: %s", err)
		}
	case "JSONL":
		var lines []jsonvalue.Value
		for line := range strings.Lines(data) {
			if strings.TrimSpace(line) == "" {
				continue
			}
			v, err := jsonvalue.Parse(line)
			if err != nil {
				return wrong("has a line that is not JSON: %s", err)
			}
			lines = append(lines, v)
		}
		items = jsonvalue.NewArray(lines)
	default: // JSON, and listings of objects, which are JSON too
		if items, err = jsonvalue.Parse(data); err != nil {
			return wrong("must be valid JSON")
		}
		for key := range strings.SplitSeq(strings.TrimPrefix(text("ItemsPointer"), "/"), "/") {
			if key != "" {
				items, _ = items.Get(jsonvalue.PointerKey(key))
			}
		}
	}
	if items.Kind() != jsonvalue.KindArray {
		return wrong("must be an array")
	}
	limited, _ := config.Get("MaxItems")
	if most, ok := limited.Int(); ok && most > 0 && most < int64(items.Len()) {
		items = jsonvalue.NewArray(items.Elements()[:most])
	}
	return items, nil
}

// delimiters are the values of CSVDelimiter.
var delimiters = map[string]rune{"COMMA": ',', "PIPE": '|', "SEMICOLON": ';', "SPACE": ' ', "TAB": '\t'}

// readCSV makes an object of each row, by the header in the first row or in the definition.
func readCSV(config jsonvalue.Value, data string) (jsonvalue.Value, error) {
	r := csv.NewReader(strings.NewReader(data))
	r.FieldsPerRecord = -1
	named, _ := config.Get("CSVDelimiter")
	if comma, ok := delimiters[named.Str()]; ok {
		r.Comma = comma
	}
	rows, err := r.ReadAll()
	if err != nil {
		return jsonvalue.Value{}, err
	}
	var header []string
	given, _ := config.Get("CSVHeaders")
	for i := range given.Len() {
		header = append(header, given.At(i).Str())
	}
	if where, _ := config.Get("CSVHeaderLocation"); where.Str() != "GIVEN" && len(rows) > 0 {
		header, rows = rows[0], rows[1:]
	}
	items := make([]jsonvalue.Value, len(rows))
	for i, row := range rows {
		members := make([]jsonvalue.Member, min(len(header), len(row)))
		for j := range members {
			members[j] = jsonvalue.Member{Key: header[j], Value: jsonvalue.NewString(row[j])}
		}
		items[i] = jsonvalue.NewObject(members)
	}
	return jsonvalue.NewArray(items), nil
}
