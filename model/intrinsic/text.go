package intrinsic

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"

	"expresso/model/jsonvalue"
)

// maxCharacters is how long a text may be that is encoded, decoded or hashed (AWS: 10,000
// characters; Java counts those beyond U+FFFF twice).
const maxCharacters = 10_000

func fits(s string) bool {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n <= maxCharacters
}

// encodable is the text of an argument of the Base64 functions.
func encodable(v jsonvalue.Value) (string, bool) {
	return v.Str(), v.Kind() == jsonvalue.KindString && fits(v.Str())
}

func base64Encode(args []jsonvalue.Value) (jsonvalue.Value, string) {
	s, ok := encodable(args[0])
	if !ok {
		return jsonvalue.Value{}, ""
	}
	return jsonvalue.NewString(base64.StdEncoding.EncodeToString([]byte(s))), ""
}

// base64Decode is as lenient as the decoder that AWS uses: characters outside the alphabet
// are passed over, the first = ends the text, and of a last character alone nothing comes.
func base64Decode(args []jsonvalue.Value) (jsonvalue.Value, string) {
	s, ok := encodable(args[0])
	if !ok {
		return jsonvalue.Value{}, ""
	}
	s, _, _ = strings.Cut(s, "=")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		case 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '+' || r == '/':
			return r
		default:
			return -1
		}
	}, s)
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	decoded, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return jsonvalue.Value{}, ""
	}
	return jsonvalue.NewString(string(decoded)), ""
}

func hash(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if args[0].Size() > maxText {
		return jsonvalue.Value{}, ""
	}
	data := args[0].JavaString()
	if !fits(data) {
		return jsonvalue.Value{}, ""
	}
	var sum []byte
	switch b := []byte(data); args[1].Str() {
	case "MD5":
		s := md5.Sum(b)
		sum = s[:]
	case "SHA-1":
		s := sha1.Sum(b)
		sum = s[:]
	case "SHA-256":
		s := sha256.Sum256(b)
		sum = s[:]
	case "SHA-384":
		s := sha512.Sum384(b)
		sum = s[:]
	case "SHA-512":
		s := sha512.Sum512(b)
		sum = s[:]
	default:
		return jsonvalue.Value{}, ""
	}
	return jsonvalue.NewString(hex.EncodeToString(sum)), ""
}

// jsonMerge joins two objects at their top level. The members come in the order of a Java
// HashMap, as AWS's do.
func jsonMerge(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if args[2].Bool() {
		return jsonvalue.Value{}, ""
	}
	var members []jsonvalue.Member
	for _, v := range args[:2] {
		if v.Kind() != jsonvalue.KindObject {
			return jsonvalue.Value{}, ""
		}
		for i := range v.Len() {
			members = append(members, v.Member(i))
		}
	}
	return jsonvalue.NewObject(jsonvalue.JavaMapOrder(members)), ""
}

// stringToJSON makes null of a text without anything in it, as AWS does.
func stringToJSON(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if args[0].Kind() != jsonvalue.KindString {
		return jsonvalue.Value{}, ""
	}
	text := args[0].Str()
	if strings.Trim(text, " \t\r\n") == "" {
		return jsonvalue.Null(), ""
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return jsonvalue.Value{}, "Cannot convert String to Json in States.StringToJson, caused by: " + jsonvalue.Jackson(text).String()
	}
	return v, ""
}

func jsonToString(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if args[0].Size() > maxText {
		return jsonvalue.Value{}, ""
	}
	return jsonvalue.NewString(args[0].String()), ""
}

// newUUID gives a random UUID (RFC 9562, version 4).
func newUUID([]jsonvalue.Value) (jsonvalue.Value, string) {
	return jsonvalue.NewString(uuid.NewString()), ""
}

// format puts the arguments in the places of {} in a template, in which \{ \} \' and \\
// stand for the character itself.
func format(args []jsonvalue.Value) (jsonvalue.Value, string) {
	if args[0].Kind() != jsonvalue.KindString {
		return jsonvalue.Value{}, ""
	}
	template, args := args[0].Str(), args[1:]
	var b strings.Builder
	for i := 0; i < len(template); i++ {
		switch c := template[i]; c {
		case '\\':
			if i+1 < len(template) && strings.IndexByte(`{}'\`, template[i+1]) >= 0 {
				i++
			}
			b.WriteByte(template[i])
		case '{':
			if !strings.HasPrefix(template[i:], "{}") {
				return jsonvalue.Value{}, "Invalid template in States.Format: matching '}' not found for '{'."
			}
			if len(args) == 0 {
				return jsonvalue.Value{}, miscounted
			}
			if b.Len()+args[0].Size() > maxText {
				return jsonvalue.Value{}, ""
			}
			b.WriteString(args[0].JavaString())
			args = args[1:]
			i++
		case '}':
			return jsonvalue.Value{}, "Invalid template in States.Format: matching '{' not found for '}'."
		default:
			b.WriteByte(c)
		}
	}
	if len(args) > 0 {
		return jsonvalue.Value{}, miscounted
	}
	return jsonvalue.NewString(b.String()), ""
}

const miscounted = "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
