package secret

import (
	"fmt"
	"strings"
	"testing"

	"expresso/model/jsonvalue"
)

// What looks like a secret, beside the part of it that must not stay.
var secrets = []struct{ doc, gone string }{
	{`{"password": "hunter2!"}`, "hunter2"},
	{`{"db": {"DB_PASSWORD": "s3cr3t-pw"}}`, "s3cr3t-pw"},
	{`{"accessToken": "abcdefghijkl"}`, "abcdefghijkl"},
	{`{"headers": {"X-Api-Key": ["k-123456789"]}}`, "k-123456789"},
	{`{"Authorization": "Basic YWxhZGRpbjpvcGVuc2VzYW1l"}`, "YWxhZGRpbjpvcGVuc2VzYW1l"},
	{`{"pin": 48151623}`, "48151623"},
	{`{"credentials": {"user": "ada", "value": "pa55word"}}`, "pa55word"},
	{`{"note": "key is AKIAIOSFODNN7EXAMPLE"}`, "AKIAIOSFODNN7EXAMPLE"},
	{`{"k": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}`, "wJalrXUtnFEMI"},
	{`["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"]`, "eyJhbGciOiJIUzI1NiJ9"},
	{`"Bearer abc.def-ghi123"`, "abc.def-ghi123"},
	{`{"x": "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"}`, "MIIEowIBAAKCAQEA"},
	{`{"url": "postgres://app:pg-pass-99@db.internal:5432/orders"}`, "pg-pass-99"},
	{`{"s": "Server=db;User Id=app;Password=Pa$$w0rd;"}`, "Pa$$w0rd"},
	{`{"cause": "request failed: api_key=zzzyyyxxx111 refused"}`, "zzzyyyxxx111"},
	{`{"body": "{\"token\": \"inner-token-1\"}"}`, "inner-token-1"},
	{`{"gh": "ghp_0123456789abcdefghijABCDEFGHIJ012345"}`, "ghp_0123456789"},
	{`{"signed": "https://b.s3.amazonaws.com/k?X-Amz-Signature=0f1e2d3c4b5a"}`, "0f1e2d3c4b5a"},
	{`{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl": 1}`, "eyJhbGciOiJIUzI1NiJ9"},
}

func TestSecretsAreMasked(t *testing.T) {
	for _, of := range secrets {
		var m Masker
		m.Learn(of.doc)
		got := m.Mask(of.doc)
		if strings.Contains(got, of.gone) || m.Count() == 0 || m.Places() == 0 {
			t.Errorf("%s\nis %s with %d secrets in %d places", of.doc, got, m.Count(), m.Places())
		}
		if _, err := jsonvalue.Parse(got); err != nil {
			t.Errorf("%s: %v", got, err)
		}
		var again Masker
		again.Learn(got)
		if twice := again.Mask(got); twice != got {
			t.Errorf("masked twice: %s, once: %s", twice, got)
		}
	}
}

func TestOtherTextStays(t *testing.T) {
	for _, text := range []string{
		`{ "orderId": "A-1003",  "amount": 1250.00 }`,
		`{"usage": {"inputTokens": 12, "max_tokens": 100}, "tokenType": "Bearer"}`,
		`{"SecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders", "secretName": "orders-db"}`,
		`{"sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "password": ""}`,
		`{"text": "basic information about the bearer", "url": "https://example.com/a?b=c"}`,
		`not JSON: {`, ``, `[1, 2]`, `"2026-12-01T10:00:00Z"`,
	} {
		var m Masker
		m.Learn(text)
		if got := m.Mask(text); got != text || m.Count() != 0 {
			t.Errorf("%s\nis %s", text, got)
		}
	}
}

// A secret that is passed on under another name, or within other text, keeps its one name.
func TestOneSecretHasOneName(t *testing.T) {
	var m Masker
	input, output := `{"token": "tok-123456", "other": {"token": "tok-654321"}}`, `{"header": "X tok-123456", "same": "tok-123456", "n": "tok-654321"}`
	m.Learn(input)
	m.Learn(output)
	if got, want := m.Mask(output), `{"header":"X masked-1","same":"masked-1","n":"masked-2"}`; got != want || m.Count() != 2 {
		t.Errorf("%s, want %s", got, want)
	}
}

func FuzzMask(f *testing.F) {
	for _, of := range secrets {
		f.Add(of.doc)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var m Masker
		m.Learn(text)
		got := m.Mask(text)
		if _, err := jsonvalue.Parse(text); err == nil {
			if _, err := jsonvalue.Parse(got); err != nil {
				t.Errorf("%q is no JSON any more: %q", text, got)
			}
		}
	})
}

// Ten megabytes of a trace: states pass on the same document.
func BenchmarkMask(b *testing.B) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf(`{"sku": "S-%d", "text": "a line of an order, key to the next", "quantity": 3, "token": "tok-%08d"}`, i, i%7))
	}
	doc := `{"lines": [` + strings.Join(lines, ",") + `]}`
	b.SetBytes(int64(100 * len(doc)))
	for b.Loop() {
		var m Masker
		for range 100 {
			m.Learn(doc)
		}
		for range 100 {
			m.Mask(doc)
		}
	}
}
