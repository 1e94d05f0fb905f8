package exercise

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"runtime"
	"sync"

	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

// Pictures draws n pictures spread evenly over languages, layouts, themes,
// scales, fonts and qualities. The same seed, n and options give the same
// bytes with the same fonts. A missing font is a *draw.MissingFontError.
func Pictures(seed uint64, n int, o Options) ([]Picture, error) {
	var out []Picture
	err := eachPicture(seed, n, o, func(p Picture) error {
		out = append(out, p)
		return nil
	})
	return out, err
}

// eachPicture draws on all cores and hands the pictures over in order.
func eachPicture(seed uint64, n int, o Options, use func(Picture) error) error {
	o = o.filled()
	specs, err := plan(seed, n, o)
	if err != nil {
		return err
	}
	scenes := make([]*scene, n)
	for i, s := range specs {
		if scenes[i], err = compose(s, o.Split); err != nil {
			return err
		}
	}
	return drawAll(scenes, func(i int, p Picture) error {
		p.File = fmt.Sprintf("%04d-%s-%s%s", i+1, p.Language, p.Layout, extension(p.Quality))
		return use(p)
	})
}

func extension(quality int) string {
	if quality == 0 {
		return ".png"
	}
	return ".jpg"
}

// drawAll draws scenes concurrently and calls use in their order.
func drawAll(scenes []*scene, use func(int, Picture) error) error {
	type result struct {
		p   Picture
		err error
	}
	results := make([]chan result, len(scenes))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	next := make(chan int)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				p, err := scenes[i].picture()
				results[i] <- result{p, err}
			}
		})
	}
	wg.Go(func() {
		defer close(next)
		for i := range scenes {
			select {
			case next <- i:
			case <-stop:
				return
			}
		}
	})
	defer wg.Wait()
	defer close(stop)
	for i := range scenes {
		r := <-results[i]
		if r.err != nil {
			return r.err
		}
		if err := use(i, r.p); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) picture() (Picture, error) {
	d, err := draw.Draw(s.page())
	if err != nil {
		return Picture{}, err
	}
	if d.Missing > 0 {
		return Picture{}, fmt.Errorf("exercise: %d signs of a %s picture are in no font", d.Missing, s.language)
	}
	p := Picture{Truth: s.truth()}
	p.Lines = d.Lines
	if p.Bytes, err = encode(d.Image, s.quality); err != nil {
		return Picture{}, err
	}
	sum := sha256.Sum256(p.Bytes)
	p.SHA256 = hex.EncodeToString(sum[:])
	return p, nil
}

func encode(img *image.RGBA, quality int) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if quality == 0 {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	}
	return b.Bytes(), err
}

// SplitOf turns a word of a command line into a split: dev, held, or all.
func SplitOf(s string) (wording.Split, error) {
	switch s {
	case "", "all":
		return "", nil
	case "dev", "held":
		return wording.Split(s), nil
	}
	return "", fmt.Errorf("exercise: a split is dev, held or all, not %q", s)
}
