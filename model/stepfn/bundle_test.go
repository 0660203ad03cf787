package stepfn_test

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"expresso/model/embedded"
	"expresso/model/stepfn"
)

// TestCertificatesOfTheEnvironment are those that an endpoint with TLS is trusted by; a plain
// one needs none, but a bundle that cannot be used is an error for both.
func TestCertificatesOfTheEnvironment(t *testing.T) {
	service := embedded.New(embedded.Options{Simulated: true})
	if _, err := service.Put("echo", `{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}`, "EXPRESS"); err != nil {
		t.Fatal(err)
	}
	plain, secure := httptest.NewServer(service), httptest.NewTLSServer(service)
	defer plain.Close()
	defer secure.Close()
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	configure(t, "", "http://127.0.0.1:1")
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	for name, bundle := range map[string]string{"one": string(certificate), "two": string(certificate) + string(certificate)} {
		file := filepath.Join(t.TempDir(), "bundle.pem")
		if err := os.WriteFile(file, []byte(bundle), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("AWS_CA_BUNDLE", file)
		for _, url := range []string{plain.URL, secure.URL} {
			target, err := stepfn.Connect(t.Context(), stepfn.Options{Endpoint: url})
			if err != nil {
				t.Errorf("%s, %s: %v", name, url, err)
				continue
			}
			if machines, err := target.Machines(t.Context()); err != nil || len(machines) != 1 {
				t.Errorf("%s, %s: %v, %v", name, url, machines, err)
			}
		}
	}
	t.Setenv("AWS_CA_BUNDLE", filepath.Join(t.TempDir(), "none.pem"))
	for _, url := range []string{plain.URL, secure.URL} {
		if _, err := stepfn.Connect(t.Context(), stepfn.Options{Endpoint: url}); err == nil {
			t.Errorf("%s: a bundle that is not there is no error", url)
		}
	}
}
