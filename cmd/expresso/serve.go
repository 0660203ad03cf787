package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/embedded"
)

// serveAddr is where Step Functions Local listens, which its users' settings name.
const serveAddr = "127.0.0.1:8083"

func (a *app) serveCommand() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the embedded engine on a port for AWS SDKs and the AWS CLI",
		Long: `Serve the embedded Step Functions service on a port. The first line on standard output is its
address. SDKs send synchronous runs to a different host name; turn this off for the AWS CLI and
boto3 with AWS_DISABLE_HOST_PREFIX_INJECTION=true.

The Host of a request must be a loopback address or the host of --addr, and requests from web
pages of other origins are refused. Both get status 403.

A client sees the folder's state machines in its own region and account, and those that clients of
the same region and account created. An access key of 12 digits selects an account. Without
--empty, the service starts with the folder's machines, or with the samples if there are none.

SIGINT or SIGTERM waits for the executions in flight, then stops; a second one stops at once.`,
		Example: `  expresso serve &
  AWS_DISABLE_HOST_PREFIX_INJECTION=true aws --endpoint-url http://127.0.0.1:8083 \
    stepfunctions list-state-machines`,
		Args: exactArgs(0, "'expresso serve' takes flags only"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), addr) },
	}
	showing(cmd, folderFlags, engineFlags)
	a.target.addRunning(cmd.Flags(), false)
	cmd.Flags().BoolVar(&a.target.none, "empty", false, "start without state machines")
	cmd.Flags().StringVar(&addr, "addr", serveAddr, "host and port to listen on; port 0 chooses a free port; the default host is this machine only")
	return cmd
}

func (a *app) serve(ctx context.Context, addr string) error {
	if a.target.isRemote() {
		return usageError("serve runs the embedded engine: remove --profile, --region and --endpoint-url")
	}
	if err := a.target.check(); err != nil {
		return err
	}
	l, err := a.openLocal()
	if err != nil {
		return err
	}
	if empty := l.Empty(); empty != "" && !a.target.none {
		return &exitError{exitUsage, errors.New(empty)}
	}
	for _, m := range l.Broken() {
		printError(a.stderr, fmt.Errorf("%s is not served: %s", m.Name, m.Problem))
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError("--addr must be HOST:PORT, got %q", addr)
	}
	if host == "" {
		host = "127.0.0.1" // anything wider has to be asked for by name
	}
	var config net.ListenConfig
	network := "tcp"
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		network = "tcp4" // or 0.0.0.0 would be every IPv6 address too
	}
	listener, err := config.Listen(ctx, network, net.JoinHostPort(host, port))
	if err != nil {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("cannot listen on %s: %w", addr, err), "choose another with --addr; port 0 chooses a free one")}
	}
	if at, ok := listener.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
		fmt.Fprintf(a.stderr, "expresso: warning: anyone with network access to %s can list, change and run these state machines\n", at)
	}
	if _, err := fmt.Fprintf(a.stdout, "listening on http://%s\n", listener.Addr()); err != nil {
		return err
	}
	server := &http.Server{
		Handler:           embedded.Guarded(l.Handler(), host),
		ReadHeaderTimeout: 10 * time.Second,
		// A run may last five minutes, so that there is no write timeout; a request body
		// of a few MB has to arrive in less.
		ReadTimeout: time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return &exitError{exitRefused, err}
	case <-ctx.Done():
	}
	// The longest run and a little: Shutdown waits for the requests in flight.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), model.MaxRun+10*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return &exitError{exitRefused, err}
	}
	select {
	case <-l.Idle(): // those that nobody waits for
	case <-last.Done():
	}
	return nil
}
