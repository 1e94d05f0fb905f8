package main

import (
	"lanna"
	"lanna/node"
)

// checkBlobs tries where the pictures are kept.
func checkBlobs(p *program, data string) finding {
	place, err := node.CheckBlobs(p.ctx, data)
	if err == nil {
		return ok("kept in %s", place)
	}
	mend := map[string]string{
		"blobs-away":        "curl -I the endpoint",
		"blobs-folder":      "mount " + place,
		"blobs-key-open":    "chmod 600 the key file",
		"blobs-object-lock": "lanna move --blobs to a bucket without object lock",
		"blobs-not-erased":  "lanna move --blobs to another store",
	}[lanna.CodeOf(err)]
	if mend == "" {
		mend = "lanna serve --blobs s3://BUCKET/PREFIX?endpoint=https://HOST --blobs-key FILE"
	}
	return lacks(mend, "%s: %s", place, plain(err))
}
