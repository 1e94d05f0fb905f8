package main

import (
	"context"
	"os"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A browser draws pages, one after the other.
type browser struct {
	ctx  context.Context //nolint:containedctx // chromedp keeps its browser in it
	stop context.CancelFunc
}

func start() (*browser, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	all, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, done := chromedp.NewContext(all)
	b := &browser{ctx, func() { done(); end() }}
	if err := chromedp.Run(ctx); err != nil {
		b.stop()
		return nil, err
	}
	return b, nil
}

// draw writes a PNG of the whole page.
func (b *browser) draw(s *screen, file string) error {
	html, err := s.html()
	if err != nil {
		return err
	}
	var png []byte
	err = chromedp.Run(b.ctx,
		emulation.SetDeviceMetricsOverride(int64(s.Width), 640, s.Scale, false),
		chromedp.Navigate("about:blank"),
		chromedp.ActionFunc(func(ctx context.Context) error {
			tree, err := page.GetFrameTree().Do(ctx)
			if err != nil {
				return err
			}
			return page.SetDocumentContent(tree.Frame.ID, html).Do(ctx)
		}),
		chromedp.Evaluate(`document.fonts.ready.then(() => true)`, nil),
		chromedp.ActionFunc(func(ctx context.Context) (err error) {
			png, err = page.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
			return err
		}))
	if err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o644)
}
