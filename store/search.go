package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"unicode/utf8"
)

// Text is searched for with LIKE, which has to read every body. The index of trigrams
// says beforehand which runs cannot hold the text. It is not kept up to date when runs are
// written, because that would cost every run a few milliseconds, and some a third of a
// second; it catches up when somebody searches, and the runs that it lacks are read.

// maxSearch is the longest text to search for in bytes. The time that LIKE takes grows
// with the text's length times the documents'.
const maxSearch = 1000

// holds is the condition that a run has text in its error, note, input, output or cause.
// Case counts for letters outside ASCII, and what follows a NUL in a body is not found:
// such are LIKE's ways. With seek, the runs that may hold it are gone through rather than
// looked for in any order others are listed.
func holds(text string, seek bool) (condition string, args []any) {
	pattern := "%" + likeEscaper.Replace(text) + "%"
	condition = `(error LIKE ? ESCAPE '\' OR note LIKE ? ESCAPE '\' OR CAST(input AS TEXT) LIKE ? ESCAPE '\'
		OR CAST(output AS TEXT) LIKE ? ESCAPE '\' OR CAST(cause AS TEXT) LIKE ? ESCAPE '\')`
	args = []any{pattern, pattern, pattern, pattern, pattern}
	match := trigrams(text)
	if match == "" {
		return condition, args
	}
	among := "seq IN (" + candidates + ") AND "
	if !seek {
		among = "+" + among // which keeps SQLite from going by this list
	}
	return among + condition, append([]any{match}, args...)
}

// candidates are the runs that may hold the text whose trigrams are the argument.
const candidates = "SELECT rowid FROM trigrams WHERE trigrams MATCH ? UNION ALL SELECT run FROM unindexed"

// few is how many runs are read faster one by one and put in order than looked for from
// the newest on.
const few = 1000

// fewHold reports whether few runs may hold text. Of a text that many hold, the newest
// fifty are found soon.
func (h *History) fewHold(ctx context.Context, text string) (bool, error) {
	match := trigrams(text)
	if match == "" {
		return false, nil
	}
	var n int
	err := h.db.QueryRowContext(ctx, "SELECT count(*) FROM ("+candidates+" LIMIT ?)", match, few+1).Scan(&n)
	return n <= few, err
}

// likeEscaper makes a text match itself in LIKE.
var likeEscaper = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// maxTrigrams is how many trigrams of a text are asked for. More would hardly rule out any
// run that these do not.
const maxTrigrams = 32

// trigrams returns the query for runs that have the trigrams of text, or "" if text has
// none: if it is shorter than three characters, or not what the index is made of.
func trigrams(text string) string {
	if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
		return ""
	}
	letters := []rune(text)
	var all []string
	for i := 0; i+3 <= len(letters) && i < maxTrigrams; i++ {
		all = append(all, `"`+strings.ReplaceAll(string(letters[i:i+3]), `"`, `""`)+`"`)
	}
	return strings.Join(all, " AND ")
}

// index is the state of the work on the trigrams.
type index struct {
	ctx     context.Context // ends when the history is closed
	stop    context.CancelFunc
	mu      sync.Mutex
	running bool
	done    sync.WaitGroup
}

// end gives the work up and waits until nothing is written any more.
func (x *index) end() {
	if x.stop == nil {
		return
	}
	x.stop()
	x.mu.Lock()   // what begins after this sees that ctx has ended
	x.mu.Unlock() //nolint:staticcheck // the section is empty on purpose
	x.done.Wait()
}

// catchUp begins to put runs into the index that are not in it, unless that continues. What
// keeps it from it costs time and nothing else: the runs stay noted as missing.
func (h *History) catchUp() {
	x := &h.index
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running || x.ctx == nil || x.ctx.Err() != nil {
		return
	}
	x.running = true
	x.done.Go(func() {
		for {
			more, err := h.indexSome(x.ctx)
			if err != nil || !more {
				break
			}
		}
		x.mu.Lock()
		x.running = false
		x.mu.Unlock()
	})
}

// indexedAtOnce bounds what is indexed in one transaction, by runs and by bytes of their
// texts: some 30 ms of work, for which a run that is about to begin may have to wait.
const (
	indexedRuns  = 256
	indexedBytes = 1 << 19
)

// indexSome puts some runs into the index and reports whether there may be more.
func (h *History) indexSome(ctx context.Context) (more bool, err error) {
	// Most searches find nothing to do, and need not wait to write.
	err = h.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM unindexed)").Scan(&more)
	if err != nil || !more {
		return false, err
	}
	err = h.inTx(ctx, func(tx *sql.Tx) error {
		seqs, err := unindexed(ctx, tx)
		if err != nil {
			return err
		}
		more = len(seqs) > 0
		for _, seq := range seqs {
			for _, statement := range []string{
				`INSERT OR REPLACE INTO trigrams (rowid, error, note, input, output, cause)
					SELECT seq, error, note, CAST(input AS TEXT), CAST(output AS TEXT), CAST(cause AS TEXT)
					FROM runs JOIN requests ON requests.run = seq LEFT JOIN answers ON answers.run = seq WHERE seq = ?`,
				"DELETE FROM unindexed WHERE run = ?",
			} {
				if _, err := tx.ExecContext(ctx, statement, seq); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return more, err
}

// unindexed returns the newest runs that are not in the index, one at least if there are
// any, and no more than are to be indexed at once.
func unindexed(ctx context.Context, tx *sql.Tx) (seqs []int64, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT unindexed.run, length(input) + coalesce(length(output) + length(cause), 0)
		FROM unindexed LEFT JOIN requests ON requests.run = unindexed.run LEFT JOIN answers ON answers.run = unindexed.run
		ORDER BY unindexed.run DESC LIMIT ?`, indexedRuns)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has what counts
	total := int64(0)
	for rows.Next() {
		var seq int64
		var bytes sql.NullInt64
		if err := rows.Scan(&seq, &bytes); err != nil {
			return nil, err
		}
		if total += bytes.Int64; total > indexedBytes && len(seqs) > 0 {
			break
		}
		seqs = append(seqs, seq)
	}
	return seqs, rows.Err()
}
