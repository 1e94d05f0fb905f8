// lanna-read decodes and reads the pictures of strangers, in a process of its
// own that has no keys, no network and no file that it could write.
//
// The node starts it, sends requests on its standard input and takes answers
// from its standard output (package reading). It ends when the input ends or
// when nothing was asked for a while.
//
//	lanna-read                     serve requests on standard input
//	lanna-read --once FILE --json  read one picture and print what was read
//	lanna-read --check             print what is there and what is missing
//	lanna-read --tune              put what was learned of screens into tesseract's data
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/page"
	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/cmd/lanna-read/internal/sandbox"
	"lanna/cmd/lanna-read/internal/tess"
	"lanna/cmd/lanna-read/internal/tuned"
	"lanna/extract/reading"
)

type options struct {
	folder  string
	once    string
	asJSON  bool
	check   bool
	tune    bool
	idle    time.Duration
	perTask time.Duration
	threads int
}

// Go shares the 600 MB of the process with the models: tensors are large and
// short-lived, so the collector runs early.
const (
	heapLimit = 300 << 20
	gcPercent = 20
)

func main() {
	withMallocSettings()
	debug.SetMemoryLimit(heapLimit)
	debug.SetGCPercent(gcPercent)
	o, err := parse(os.Args[1:])
	if err == nil {
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lanna-read:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("lanna-read", flag.ContinueOnError)
	f.StringVar(&o.folder, "dir", "", "folder that holds models/ and lib/ (default: where this program lies)")
	f.StringVar(&o.once, "once", "", "read this picture and exit")
	f.BoolVar(&o.asJSON, "json", false, "with --once: print everything as JSON")
	f.BoolVar(&o.check, "check", false, "print what is there as JSON and exit")
	f.BoolVar(&o.tune, "tune", false, "write tesseract's data with what was learned of screens beside the models and exit")
	f.DurationVar(&o.idle, "idle", time.Minute, "exit when nothing was asked for so long")
	f.DurationVar(&o.perTask, "limit", 60*time.Second, "give up on one picture after so long")
	f.IntVar(&o.threads, "threads", 0, "threads of one inference (default: one a core, at most 4)")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.folder == "" {
		self, err := os.Executable()
		if err != nil {
			return o, err
		}
		o.folder = filepath.Dir(self)
	}
	return o, nil
}

func run(o options) error {
	picture, err := onceFile(o)
	if err != nil {
		return err
	}
	files := infer.FilesBeside(o.folder)
	if models := filepath.Dir(files.Detection); o.tune {
		return tuned.Write(filepath.Join(models, tuned.Folder), append([]string{models}, tess.Data()...)...)
	}
	state, err := sandbox.Enter(filepath.Dir(files.Library), filepath.Dir(files.Detection), os.Getenv("TESSDATA_PREFIX"))
	if err != nil {
		return err
	}
	w := &worker{open: func() (*page.Reader, error) { return openReader(files, o.threads) }}
	switch {
	case o.check:
		return printCheck(os.Stdout, files, state)
	case o.once != "":
		return once(os.Stdout, w, picture, o.asJSON)
	}
	return serve(w, os.Stdin, os.Stdout, o.idle, o.perTask)
}

// onceFile reads the file of --once while files can still be read.
func onceFile(o options) ([]byte, error) {
	if o.once == "" {
		return nil, nil
	}
	return os.ReadFile(o.once)
}

func openReader(files infer.Files, threads int) (*page.Reader, error) {
	dictionary, err := recognise.LoadDictionary(files.Dictionary)
	if err != nil {
		return nil, fmt.Errorf("%w: dictionary", infer.ErrUnavailable)
	}
	engine, err := infer.Open(files, threads)
	if err != nil {
		return nil, err
	}
	return &page.Reader{
		Detection: engine.Detection(),
		Lines:     recognise.Reader{Model: engine.Recognition(), Dictionary: dictionary},
		Scripts:   tess.Scripts{Program: tess.Find(filepath.Dir(files.Detection))},
	}, nil
}

// once prints a reading for people and tests.
func once(out *os.File, w *worker, file []byte, asJSON bool) error {
	answer, _ := w.answer(reading.Request{Read: true}, file)
	if answer.Code != "" {
		return errors.New(string(answer.Code))
	}
	if asJSON {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(answer.Reading); err != nil {
			return err
		}
		_, err := out.Write(b.Bytes())
		return err
	}
	for _, l := range answer.Reading.Lines {
		if _, err := fmt.Fprintln(out, l.Text); err != nil {
			return err
		}
	}
	return nil
}
