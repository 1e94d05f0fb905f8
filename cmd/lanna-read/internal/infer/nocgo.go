//go:build !cgo

package infer

// Engine is empty in a build without cgo: the program then decodes, crops and
// redraws pictures, but reads none.
type Engine struct{}

// Open always fails in a build without cgo.
func Open(Files, int) (*Engine, error) { return nil, ErrUnavailable }

// Detection is nil in a build without cgo.
func (*Engine) Detection() Model { return nil }

// Recognition is nil in a build without cgo.
func (*Engine) Recognition() Model { return nil }

// Close does nothing in a build without cgo.
func (*Engine) Close() {}
