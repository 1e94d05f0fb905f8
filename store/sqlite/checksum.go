package sqlite

import "github.com/ncruces/go-sqlite3"

// checksumBytes at the end of each page hold its checksum
// (https://sqlite.org/cksumvfs.html).
const checksumBytes = 8

// reserveChecksums makes a database that is still empty keep checksums.
func reserveChecksums(c *conn) error {
	_, err := c.db.FileControl("main", sqlite3.FCNTL_RESERVE_BYTES, checksumBytes)
	return fault(err)
}
