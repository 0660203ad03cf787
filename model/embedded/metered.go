package embedded

import (
	"errors"
	"io"

	"expresso/model/memory"
)

const (
	// requestBytes is what a byte of a request's body takes in memory until it is answered:
	// the text twice, as a value and, of a definition, what it is compiled to.
	requestBytes = 16
	// freeRequest is how much of a body is read without asking the account, so that a service
	// short of memory answers still.
	freeRequest = 16 << 10
	// requestChunk is for how many bytes of a body the account is asked at once.
	requestChunk = 64 << 10
)

// errNoMemory is the error of a request for which there is no memory now.
var errNoMemory = errors.New("the service has no memory left for this request: nothing was started, try again later")

// noMemory is that error for the wire.
func noMemory() *apiError { return fault("ThrottlingException", "%s", errNoMemory) }

// metered reads a request's body, whose memory it takes from the account.
type metered struct {
	from    io.Reader
	account *memory.Account
	read    int64
	taken   int64 // from the account
}

// Read fails when the account has nothing left.
func (m *metered) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.read += int64(n)
	if m.read > freeRequest+m.taken/requestBytes {
		more := max(m.read-freeRequest-m.taken/requestBytes, requestChunk) * requestBytes
		if !m.account.Take(more) {
			return 0, errNoMemory
		}
		m.taken += more
	}
	return n, err
}

// release gives back what was taken.
func (m *metered) release() { m.account.Give(m.taken) }
