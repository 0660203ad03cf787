package jsonvalue

import "strings"

// PointerToken is a key as it is written in a JSON pointer (RFC 6901).
func PointerToken(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

// PointerKey is the key that a token of a JSON pointer names.
func PointerKey(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}
