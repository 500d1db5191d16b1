package fonts_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"fangan/fonts"
)

// TestSums: what is embedded is what SHA256SUMS lists, face by face.
func TestSums(t *testing.T) {
	sums, err := os.ReadFile("SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, f := range []struct {
		name string
		data *string
	}{
		{"fangsong.ttf", &fonts.FangSong}, {"kai.ttf", &fonts.Kai}, {"kai-extra.ttf", &fonts.KaiExtra},
		{"hei.ttf", &fonts.Hei}, {"song.ttf", &fonts.Song}, {"xiaobiaosong.ttf", &fonts.XiaoBiaoSong},
	} {
		sum := sha256.New()
		io.Copy(sum, strings.NewReader(*f.data))
		fmt.Fprintf(&got, "%x  %s\n", sum.Sum(nil), f.name)
	}
	if got.String() != string(sums) {
		t.Errorf("embedded faces have the sums\n%swant\n%s", got.String(), sums)
	}
	for _, license := range []string{fonts.LicenseNoto, fonts.LicenseArphic, fonts.LicenseLXGW} {
		if len(license) < 1000 {
			t.Errorf("licence of %d bytes", len(license))
		}
	}
}
