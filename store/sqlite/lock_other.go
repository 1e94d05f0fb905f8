//go:build !unix

package sqlite

import "os"

// lockFile only marks that the database is in use: SQLite's own locks keep two
// processes from writing at once.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
