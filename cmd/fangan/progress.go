package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progressAfter is how long a command may be silent.
const progressAfter = time.Second

// progress shows a bar on a terminal once work has taken longer than a second.
// step counts one step, from any goroutine; stop erases the bar.
func (t *terminal) progress(steps int) (step, stop func()) {
	if !obeysEscapes(t.stderr) {
		return func() {}, func() {}
	}
	return progress(t.stderr, steps)
}

func progress(w io.Writer, steps int) (step, stop func()) {
	var lock sync.Mutex
	var bar *progressbar.ProgressBar
	done, stopped := 0, false
	timer := time.AfterFunc(progressAfter, func() {
		lock.Lock()
		defer lock.Unlock()
		if stopped || done == steps {
			return
		}
		bar = progressbar.NewOptions(steps,
			progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("正在生成"), progressbar.OptionSetWidth(24),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionClearOnFinish(), progressbar.OptionUseANSICodes(true))
		_ = bar.Set(done) // a terminal that is gone has nothing to show
		if done == 0 {
			_ = bar.RenderBlank()
		}
	})
	step = func() {
		lock.Lock()
		defer lock.Unlock()
		if done++; bar != nil {
			_ = bar.Set(done)
		}
	}
	stop = func() {
		timer.Stop()
		lock.Lock()
		defer lock.Unlock()
		if stopped = true; bar != nil {
			_ = bar.Clear()
			bar = nil
		}
	}
	return step, stop
}
