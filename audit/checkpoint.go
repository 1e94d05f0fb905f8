// Package audit keeps each writer's transparency log: what was said, done and
// read, one leaf each. The log is a Merkle tree of RFC 6962 in the formats of
// C2SP: tiles of 256 hashes, checkpoints as signed notes.
package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
)

// ErrCheckpoint says that a checkpoint is malformed, of another log, or not
// signed by the log's writer.
var ErrCheckpoint = errors.New("checkpoint is malformed or not signed by its writer")

// Origin returns the name of a writer's log, the first line of its
// checkpoints (C2SP tlog-checkpoint). The name is under .invalid because a log
// has no address: it travels in envelopes.
func Origin(w lanna.WriterID) string { return "lanna.invalid/log/" + w.String() }

// A Head is a tree's size and root hash.
type Head struct {
	Size int64
	Root [32]byte
}

// SignHead returns the checkpoint: the head as a signed note.
func SignHead(s *statement.Signer, h Head) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", Origin(s.Writer()), h.Size, base64.StdEncoding.EncodeToString(h.Root[:]))
	return note.Sign(&note.Note{Text: text}, noteSigner{s})
}

// OpenHead verifies a checkpoint of the writer's log and returns its head.
func OpenHead(w lanna.WriterID, msg []byte) (Head, error) {
	n, err := note.Open(msg, note.VerifierList(noteVerifier(w)))
	if err != nil {
		return Head{}, ErrCheckpoint
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != Origin(w) {
		return Head{}, ErrCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || err2 != nil || size < 0 || len(root) != 32 || strconv.FormatInt(size, 10) != lines[1] {
		return Head{}, ErrCheckpoint
	}
	return Head{size, [32]byte(root)}, nil
}

// keyHash is the key id of C2SP signed-note for Ed25519 (signature type 1).
func keyHash(w lanna.WriterID) uint32 {
	h := sha256.Sum256(append([]byte(Origin(w)+"\n\x01"), w[:]...))
	return binary.BigEndian.Uint32(h[:])
}

type noteSigner struct{ s *statement.Signer }

func (n noteSigner) Name() string                    { return Origin(n.s.Writer()) }
func (n noteSigner) KeyHash() uint32                 { return keyHash(n.s.Writer()) }
func (n noteSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(n.s.Key(), msg), nil }

type noteVerifier lanna.WriterID

func (v noteVerifier) Name() string    { return Origin(lanna.WriterID(v)) }
func (v noteVerifier) KeyHash() uint32 { return keyHash(lanna.WriterID(v)) }
func (v noteVerifier) Verify(msg, sig []byte) bool {
	return ed25519.Verify(v[:], msg, sig)
}

// hashOf is the tree's leaf hash of RFC 6962 over a leaf's data.
func hashOf(data [32]byte) tlog.Hash { return tlog.RecordHash(data[:]) }
