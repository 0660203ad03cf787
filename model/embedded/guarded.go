package embedded

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
)

// Guarded is a service on a port, which answers only those whom its user means. A web page
// can send requests to any address that its reader's machine reaches, and by rebinding a
// name of its own to that address read the answers. So the Host of a request must be a
// loopback address, or what the service listens on: host, as it was given. Where that is
// every address of the machine any IP address will do, and the machine's name: a page
// cannot rebind these. The Origin of a web page must be the same host, or on loopback.
func Guarded(service http.Handler, host string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := hostname(r.Host)
		if !isLoopback(asked) && !names(host, asked) {
			refuse(w, "the Host of the request is neither a loopback address nor what this service listens on")
			return
		}
		for _, origin := range r.Header.Values("Origin") {
			u, err := url.Parse(origin)
			if err != nil || u.Host == "" || !isLoopback(hostname(u.Host)) && hostname(u.Host) != asked {
				refuse(w, "the request comes from a web page of another host")
				return
			}
		}
		service.ServeHTTP(w, r)
	})
}

// refuse answers with status 403. It reads no body.
func refuse(w http.ResponseWriter, why string) {
	e := &apiError{status: http.StatusForbidden, shape: serviceShape, code: "AccessDeniedException", message: why}
	body, _ := encode(e.body()) // strings always encode
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(e.status)
	_, _ = w.Write(body)
}

// names reports whether a Host names what a service listens on.
func names(host, asked string) bool {
	listens, err := netip.ParseAddr(host)
	if err != nil || !listens.IsUnspecified() {
		return asked == hostname(host)
	}
	if _, err := netip.ParseAddr(asked); err == nil {
		return true
	}
	own, err := os.Hostname()
	return err == nil && asked != "" && asked == strings.ToLower(own)
}

// hostname is a host without its port, in the spelling by which hosts are compared.
func hostname(hostport string) string {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().String()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
