// Package backup copies a node's store and blobs into a folder, encrypted to
// keys that the node does not have, and reads them back into an empty store of
// any engine. docs/design/backup.md says what was chosen and what was refused.
//
// A backup holds what cannot be made anew: certificates, statements with their
// claims, what is barred, logs, outbox, settings, counters. Views are folded
// again. It is one snapshot.
//
// A folder holds many backups:
//
//	blobs/xx/NAME       ciphertexts of pictures, shared by all backups
//	20261127T072500Z-…/ one backup: store.age, blobs (a list), manifest
//	erasures            headers of erasures, each appended when it is said
//
// A backup that was cut off has another name, and no manifest.
package backup

import "errors"

// Errors of backups. Each is wrapped with what was found.
var (
	ErrNone     = errors.New("there is no whole backup in this folder")
	ErrDamaged  = errors.New("backup is damaged")
	ErrVersion  = errors.New("backup was made by a newer version")
	ErrIdentity = errors.New("identity does not open this backup")
	ErrForeign  = errors.New("backup is of another agency's root")
)

// Version is that of the format: a reader takes its own and older ones.
const Version = 1
