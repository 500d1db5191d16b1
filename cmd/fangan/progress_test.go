package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// screen collects what is written to a terminal.
type screen struct {
	lock sync.Mutex
	b    bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.b.Write(p)
}

func (s *screen) text() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.b.String()
}

// visible is what stands in the last line after everything was written: the
// bar erases its line with the sequence ESC [ 2 K.
func (s *screen) visible() string {
	text := s.text()
	if i := strings.LastIndex(text, "\x1b[2K"); i >= 0 {
		text = text[i+len("\x1b[2K"):]
	}
	return strings.Trim(text[strings.LastIndex(text, "\r")+1:], " ")
}

func TestProgressIsSilentForASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		step, stop := progress(&s, 3)
		time.Sleep(progressAfter - time.Millisecond)
		step()
		stop()
		time.Sleep(time.Minute)
		if got := s.text(); got != "" {
			t.Errorf("a short run writes %q", got)
		}
	})
}

func TestProgressCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		step, stop := progress(&s, 3)
		step()
		time.Sleep(progressAfter + time.Millisecond)
		synctest.Wait()
		if got := s.visible(); !strings.Contains(got, "正在生成") || !strings.Contains(got, "1/3") {
			t.Errorf("after a second: %q", got)
		}
		step()
		if got := s.visible(); !strings.Contains(got, "2/3") {
			t.Errorf("after two steps: %q", got)
		}
		stop()
		if got := s.visible(); got != "" {
			t.Errorf("the bar is left behind: %q", got)
		}
		step() // a job that ends late
		if got := s.visible(); got != "" {
			t.Errorf("the bar comes back: %q", got)
		}
	})
}

func TestProgressBeforeTheFirstPlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		_, stop := progress(&s, 1)
		time.Sleep(progressAfter + time.Millisecond)
		synctest.Wait()
		if got := s.visible(); !strings.Contains(got, "0/1") {
			t.Errorf("a long first plan shows %q", got)
		}
		stop()
	})
}

func TestNoProgressWithoutTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		term := &terminal{stderr: &s}
		step, stop := term.progress(2)
		time.Sleep(time.Minute)
		step()
		stop()
		if got := s.text(); got != "" {
			t.Errorf("a file gets %q", got)
		}
	})
}
