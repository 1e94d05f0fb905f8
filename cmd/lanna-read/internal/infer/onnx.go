//go:build cgo

package infer

import (
	"fmt"

	ort "github.com/yalue/onnxruntime_go"
)

// Engine holds the two sessions. It is not for concurrent use: a session
// already spreads one run over its threads.
type Engine struct {
	detection, recognition *session
}

// Open loads the library and both models. threads bounds the threads of one
// run; 0 leaves it to the library.
func Open(f Files, threads int) (*Engine, error) {
	if m := f.Missing(); len(m) > 0 {
		return nil, fmt.Errorf("%w: %v", ErrUnavailable, m)
	}
	if !ort.IsInitialized() {
		ort.SetSharedLibraryPath(f.Library)
		if err := ort.InitializeEnvironment(ort.WithLogLevelError()); err != nil {
			return nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
		}
	}
	e := &Engine{}
	var err error
	if e.detection, err = open(f.Detection, threads); err != nil {
		return nil, err
	}
	if e.recognition, err = open(f.Recognition, threads); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Detection is the model that finds text.
func (e *Engine) Detection() Model { return e.detection }

// Recognition is the model that reads a line.
func (e *Engine) Recognition() Model { return e.recognition }

// Close frees both sessions.
func (e *Engine) Close() {
	for _, s := range []*session{e.detection, e.recognition} {
		if s != nil {
			_ = s.run.Destroy() // nothing to be done about a session that does not go
		}
	}
}

type session struct {
	run *ort.DynamicAdvancedSession
}

func open(path string, threads int) (*session, error) {
	in, out, err := ort.GetInputOutputInfo(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	if len(in) != 1 || len(out) != 1 {
		return nil, fmt.Errorf("%w: a model of %d inputs and %d outputs", ErrUnavailable, len(in), len(out))
	}
	o, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer o.Destroy()
	if err := configure(o, threads); err != nil {
		return nil, err
	}
	s, err := ort.NewDynamicAdvancedSession(path, []string{in[0].Name}, []string{out[0].Name}, o)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	return &session{run: s}, nil
}

// configure turns off what holds on to memory: shapes change with every
// picture, so patterns and an arena of old sizes only grow. Threads that spin
// while they wait would take the cores from whoever shares the machine.
func configure(o *ort.SessionOptions, threads int) error {
	if threads > 0 {
		if err := o.SetIntraOpNumThreads(threads); err != nil {
			return err
		}
	}
	if err := o.SetCpuMemArena(false); err != nil {
		return err
	}
	if err := o.SetMemPattern(false); err != nil {
		return err
	}
	return o.AddSessionConfigEntry("session.intra_op.allow_spinning", "0")
}

func (s *session) Run(in []float32, shape []int64) ([]float32, []int64, error) {
	input, err := ort.NewTensor(ort.NewShape(shape...), in)
	if err != nil {
		return nil, nil, err
	}
	defer input.Destroy()
	outputs := []ort.Value{nil}
	if err := s.run.Run([]ort.Value{input}, outputs); err != nil {
		return nil, nil, err
	}
	defer outputs[0].Destroy()
	t, ok := outputs[0].(*ort.Tensor[float32])
	if !ok {
		return nil, nil, fmt.Errorf("infer: output of type %T", outputs[0])
	}
	return append([]float32(nil), t.GetData()...), t.GetShape(), nil
}
