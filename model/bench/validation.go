package bench

import (
	"slices"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// By is who has a diagnostic of a definition.
type By string

// The sides of a validation.
const (
	ByBoth By = "both"
	ByAWS  By = "aws"
	ByUs   By = "expresso"
)

// Validated is a diagnostic with who has it; "" if that cannot be told.
type Validated struct {
	asl.Diagnostic
	By By
}

// Ours are our own diagnostics, of a definition that AWS was not asked about.
func Ours(ours []asl.Diagnostic) []Validated {
	all := make([]Validated, len(ours))
	for i, d := range ours {
		all[i].Diagnostic = d
	}
	return all
}

// Beside lays what AWS says of a definition beside our own diagnostics: first ours, then those that
// AWS alone has. Where AWS has told some only, nobody knows which are ours alone.
func Beside(definition string, ours []asl.Diagnostic, theirs []model.Diagnostic, truncated bool) []Validated {
	left := slices.Clone(theirs)
	all := make([]Validated, 0, len(ours))
	for _, d := range ours {
		by := ByUs
		if i := slices.Index(left, model.Diagnostic{Severity: string(d.Severity), Code: d.Code, Message: d.Message, Location: d.Location}); i >= 0 {
			by, left = ByBoth, slices.Delete(left, i, i+1)
		} else if truncated {
			by = ""
		}
		all = append(all, Validated{d, by})
	}
	whole := document(definition)
	for _, d := range left {
		all = append(all, Validated{asl.Diagnostic{
			Severity: asl.Severity(d.Severity), Code: d.Code, Message: d.Message, Location: d.Location, Pointer: pointer(whole, d.Location),
		}, ByAWS})
	}
	return all
}

// pointer is a location as a JSON pointer, as far as it leads into a document. AWS does not escape
// names: of those that fit, the longest is meant.
func pointer(v jsonvalue.Value, location string) (to string) {
	for location != "" {
		switch v.Kind() {
		case jsonvalue.KindObject:
			best := -1
			for i := range v.Len() {
				rest, ok := strings.CutPrefix(location, "/"+v.Member(i).Key)
				if ok && (rest == "" || rest[0] == '/' || rest[0] == '[') && (best < 0 || len(v.Member(i).Key) > len(v.Member(best).Key)) {
					best = i
				}
			}
			if best < 0 {
				return to
			}
			m := v.Member(best)
			v, location = m.Value, location[1+len(m.Key):]
			to += "/" + jsonvalue.PointerToken(m.Key)
		case jsonvalue.KindArray:
			number, rest, ok := strings.Cut(strings.TrimPrefix(location, "["), "]")
			i, err := strconv.Atoi(number)
			if !ok || err != nil || i < 0 || i >= v.Len() {
				return to
			}
			v, location = v.At(i), rest
			to += "/" + number
		default:
			return to
		}
	}
	return to
}
