package s3

import (
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7/pkg/credentials"

	"lanna"
)

// Scheme opens the address of a bucket.
const Scheme = "s3://"

// Is reports whether a place of blobs is a bucket; else it is a folder.
func Is(place string) bool { return strings.HasPrefix(place, Scheme) }

// A Place is where a bucket is, as its address says:
// s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=REGION.
type Place struct {
	Bucket   string
	Prefix   string // ends in a slash, or is empty
	Endpoint string // host and port
	Secure   bool   // over TLS
	Region   string // "": asked of the server
}

// ParsePlace reads an address. One that holds a key is refused: addresses stand in
// arguments and settings, which others read.
func ParsePlace(s string) (Place, error) {
	u, err := url.Parse(s)
	if err != nil || !Is(s) || u.Host == "" || u.Fragment != "" {
		return Place{}, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-place"}
	}
	if u.User != nil {
		return Place{}, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-key-in-place"}
	}
	q := u.Query()
	end, err := url.Parse(q.Get("endpoint"))
	if err != nil || end.Host == "" || end.Scheme != "https" && end.Scheme != "http" || strings.Trim(end.Path, "/") != "" || end.User != nil {
		return Place{}, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-endpoint"}
	}
	for name := range q {
		if name != "endpoint" && name != "region" {
			return Place{}, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-place"}
		}
	}
	p := Place{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Endpoint: end.Host, Secure: end.Scheme == "https", Region: q.Get("region")}
	if p.Prefix != "" {
		p.Prefix += "/"
	}
	return p, nil
}

// readKeys reads the access key from a file in the form of AWS's own tools. The
// owner alone may read it.
func readKeys(path string) (*credentials.Credentials, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-key-file", Err: err}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, &lanna.Error{Kind: lanna.Denied, Code: "blobs-key-open"}
	}
	keys := credentials.NewFileAWSCredentials(path, "default")
	if v, err := keys.GetWithContext(nil); err != nil || v.AccessKeyID == "" || v.SecretAccessKey == "" {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-key-file"} // without err, which may quote the file
	}
	return keys, nil
}
