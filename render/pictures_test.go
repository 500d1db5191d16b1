package render_test

import (
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pictures are the pages of every style, at a resolution that shows the layout
// and no more: a change of it is seen in review.
const (
	pictures = "testdata/pictures"
	dpi      = "36"
	// block is the side of the squares, in pixels, whose mean colours are
	// compared: renderers differ in the edges of letters, not in where lines
	// stand.
	block = 5
	// tolerance is how far a colour of a square may differ, of 255.
	tolerance = 30
)

// TestPictures compares the pages of testdata/styles with their pictures. After
// a wanted change: go test ./render -run Pictures -update, and look at them.
func TestPictures(t *testing.T) {
	need(t, "pdftoppm")
	var kept []string
	for _, p := range build(t, "testdata/styles") {
		name := strings.TrimSuffix(filepath.Base(p.plan.Path), ".toml")
		folder := t.TempDir()
		run(t, "pdftoppm", "-r", dpi, "-png", p.pdf, filepath.Join(folder, "page"))
		pages, err := filepath.Glob(filepath.Join(folder, "*.png"))
		if err != nil || len(pages) != p.pages {
			t.Fatalf("%s: %d pictures of %d pages", name, len(pages), p.pages)
		}
		slices.Sort(pages)
		for i, page := range pages {
			file := fmt.Sprintf("%s-%d.png", name, i+1)
			kept = append(kept, file)
			comparePicture(t, page, filepath.Join(pictures, file))
		}
	}
	entries, err := os.ReadDir(pictures)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch {
		case slices.Contains(kept, e.Name()):
		case *update:
			if err := os.Remove(filepath.Join(pictures, e.Name())); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s is the picture of no page", e.Name())
		}
	}
}

func comparePicture(t *testing.T, got, want string) {
	t.Helper()
	data, err := os.ReadFile(got)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if _, err := os.Stat(want); err == nil && len(differences(t, got, want)) == 0 {
			return // within tolerance: no need for new bytes
		}
		if err := os.WriteFile(want, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if places := differences(t, got, want); len(places) > 0 {
		shown := filepath.Join(t.ArtifactDir(), filepath.Base(want))
		if err := os.WriteFile(shown, data, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s differs in %d squares, the first %v mm from the top left; the new page: %s (kept with -artifacts)", want, len(places), places[0], shown)
	}
}

// differences returns the squares that differ, in millimetres.
func differences(t *testing.T, got, want string) [][2]int {
	t.Helper()
	return differ(readPicture(t, got), readPicture(t, want))
}

func differ(a, b *image.RGBA) [][2]int {
	if a.Bounds() != b.Bounds() {
		return [][2]int{{0, 0}}
	}
	var places [][2]int
	for y := 0; y < a.Bounds().Dy(); y += block {
		for x := 0; x < a.Bounds().Dx(); x += block {
			of, with := mean(a, x, y), mean(b, x, y)
			for c := range of {
				if d := of[c] - with[c]; d > tolerance || d < -tolerance {
					places = append(places, [2]int{x * 254 / 360, y * 254 / 360})
					break
				}
			}
		}
	}
	return places
}

// mean returns the mean red, green and blue of a square.
func mean(m *image.RGBA, x, y int) (sum [3]int) {
	n := 0
	for j := y; j < min(y+block, m.Rect.Dy()); j++ {
		for i := x; i < min(x+block, m.Rect.Dx()); i++ {
			for c := range sum {
				sum[c] += int(m.Pix[j*m.Stride+i*4+c])
			}
			n++
		}
	}
	for c := range sum {
		sum[c] /= n
	}
	return sum
}

func readPicture(t *testing.T, file string) *image.RGBA {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err, "(go test ./render -run Pictures -update)")
	}
	defer f.Close()
	decoded, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewRGBA(decoded.Bounds())
	draw.Draw(m, m.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	return m
}

// TestPicturesShowAShift: a page that has moved by 1.4 mm is seen in every
// picture.
func TestPicturesShowAShift(t *testing.T) {
	entries, err := os.ReadDir(pictures)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		m := readPicture(t, filepath.Join(pictures, e.Name()))
		if blank := image.NewRGBA(m.Bounds()); func() bool {
			draw.Draw(blank, blank.Bounds(), image.White, image.Point{}, draw.Src)
			return len(differ(m, blank)) == 0
		}() {
			continue // the back of a page, or nothing but a page number
		}
		moved := image.NewRGBA(m.Bounds())
		draw.Draw(moved, moved.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(moved, moved.Bounds(), m, image.Pt(0, 2), draw.Src)
		if n := len(differ(m, moved)); n < 3 {
			t.Errorf("%s: only %d squares tell that the page has moved", e.Name(), n)
		}
	}
}
