package verify_test

import (
	"slices"
	"strings"
	"testing"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/internal/verify"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
	"fangan/render/typeset"
)

// linesOfKind returns the baselines of a kind of elements on all pages, in order.
func linesOfKind(pages []typeset.Page, k document.Kind) (ys []length.Length) {
	each(pages, 0, k, func(_ *typeset.Page, r *typeset.Run) {
		if !slices.Contains(ys, r.Y) {
			ys = append(ys, r.Y)
		}
	})
	return ys
}

// copyTo puts a copy of a run on a page at a height.
func copyTo(p *typeset.Page, r typeset.Run, y length.Length) {
	r.Glyphs = slices.Clone(r.Glyphs)
	r.Y = y
	p.Runs = append(p.Runs, r)
}

// firstRun returns the first run of a kind that a test accepts.
func firstRun(pages []typeset.Page, k document.Kind, accept func(r *typeset.Run) bool) (page *typeset.Page, run *typeset.Run) {
	each(pages, 0, k, func(p *typeset.Page, r *typeset.Run) {
		if run == nil && (accept == nil || accept(r)) {
			page, run = p, r
		}
	})
	return page, run
}

// removeRuns takes runs from a page.
func removeRuns(p *typeset.Page, which func(r *typeset.Run) bool) {
	p.Runs = slices.DeleteFunc(p.Runs, func(r typeset.Run) bool { return which(&r) })
}

// Each form that the plan of testdata has not got, whole and with something wrong.
func TestMutatedForms(t *testing.T) {
	letter := []string{`head = "digital"`, `head = "letter"`, "printed_on = 2026-03-10", ""}
	joint := []string{`by = ["青溪县人民政府办公室"]`, `by = ["青溪县水利局", "青溪县财政局", "青溪县自然资源局", "青溪县林业局"]`}
	unsealed := append(slices.Clone(joint), `copy_number = "000007"`, `copy_number = "000007"
signature = "unsealed"`)
	annexes := []string{`title = "重点任务责任分解表"`, `title = "小流域综合治理年度重点任务、责任单位、协作单位和完成时限分解表"`}
	for range 9 {
		annexes[1] += "\ntext = \"附表一。\"\n\n[[attachments]]\ntitle = \"小流域综合治理年度重点任务、责任单位、协作单位和完成时限说明\""
	}
	annexes[1] += "\ntext = \"附表二。\"\n\n[[attachments]]\ntitle = \"责任分解表\""
	many := []string{`to = ["各乡镇人民政府", "县直有关单位"]`, `to = ["` + strings.Repeat("青溪县白石乡人民政府，", 40) + `县直有关单位"]`}
	notice := func(text string) []string {
		return []string{"各单位要在收到本通知后明确一名联络员", text + "\n各单位要在收到本通知后明确一名联络员"}
	}
	for _, test := range []struct {
		name    string
		replace []string
		mutate  func(m *made, pages []typeset.Page)
		want    string // the first of the ids that fail; others may follow from it
	}{
		{"a letter", letter, nil, ""},
		{"a letter's mark 2 mm down", letter, func(_ *made, pages []typeset.Page) {
			each(pages, 1, document.Mark, func(_ *typeset.Page, r *typeset.Run) { shift(r, 0, 2*mm) })
		}, "10.1-mark"},
		{"a letter with one rule at the foot", letter, func(_ *made, pages []typeset.Page) {
			i := slices.IndexFunc(pages[0].Rules, func(r typeset.Rule) bool { return r.Y > 250*mm })
			pages[0].Rules = slices.Delete(pages[0].Rules, i, i+1)
		}, "10.1-rules"},
		{"a letter's number 2 mm to the left", letter, func(_ *made, pages []typeset.Page) {
			each(pages, 1, document.Number, func(_ *typeset.Page, r *typeset.Run) { shift(r, -2*mm, 0) })
		}, "10.1-elements"},
		{"a letter with a number on page 1", letter, func(m *made, pages []typeset.Page) {
			numbers(pages[2:3], func(_ *typeset.Page, r *typeset.Run) {
				copyTo(&pages[0], *r, r.Y)
				say(m, &pages[0].Runs[len(pages[0].Runs)-1], font.Song, "— 1 —")
			})
		}, "10.1-page1"},
		{"a letter whose 版记 has a rule", letter, func(_ *made, pages []typeset.Page) {
			p, r := firstRun(pages, document.CopiesTo, nil)
			p.Rules = append(p.Rules, typeset.Rule{X: 28 * mm, Y: r.Y - 7*mm, Width: 156 * mm, Height: mm / 3})
		}, "10.1-colophon"},

		{"sealed by four", joint, nil, ""},
		{"the last of four names 2 mm to the right", joint, func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.Signature, func(_ *typeset.Page, r *typeset.Run) {
				if strings.Contains(r.Text, "林业") {
					shift(r, 2*mm, 0)
				}
			})
		}, "7.3.5.1-name-centred"},
		{"the first row of names 3 mm to the left", joint, func(_ *made, pages []typeset.Page) {
			first := linesOfKind(pages, document.Signature)[0]
			each(pages, 0, document.Signature, func(_ *typeset.Page, r *typeset.Run) {
				if r.Y == first {
					shift(r, -3*mm, 0)
				}
			})
		}, "7.3.5.1-name-centred"},
		{"unsealed by four", unsealed, nil, ""},
		{"the second of four names 2 mm to the left", unsealed, func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.Signature, func(_ *typeset.Page, r *typeset.Run) {
				if strings.Contains(r.Text, "财政") {
					shift(r, -2*mm, 0)
				}
			})
		}, "7.3.5.2-unsealed"},

		{"twelve annexes", annexes, nil, ""},
		{"a line of an annex's name outdented", annexes, func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.AttachmentNote, func(_ *typeset.Page, r *typeset.Run) {
				if strings.Contains(r.Text, "分解表") && r.Glyphs[0].X > 60*mm {
					shift(r, -3*mm, 0)
				}
			})
		}, "7.3.4-annex-note"},
		{"a number of an annex indented", annexes, func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.AttachmentNote, func(_ *typeset.Page, r *typeset.Run) {
				if strings.HasPrefix(r.Text, "3.") {
					for i := range 2 {
						r.Glyphs[i].X += 4 * mm
					}
				}
			})
		}, "7.3.4-annex-note"},

		{"主送机关 in the 版记", many, nil, ""},
		{"a rule below 主送", many, func(_ *made, pages []typeset.Page) {
			p, r := firstRun(pages, document.CopiesTo, nil)
			p.Rules = append(p.Rules, typeset.Rule{X: 28 * mm, Y: r.Y - 7*mm, Width: 156 * mm, Height: mm / 4})
		}, "7.4.2-moved-to"},

		{"a list of those present", notice("出席：王志远、李春生。"), nil, "10.3-attendance"},
		{"an order", []string{`copy_number = "000007"`, "copy_number = \"000007\"\nmark = \"青溪县人民政府令\""}, nil, "10.2-mark"},

		{"no text on page 1", nil, func(_ *made, pages []typeset.Page) {
			removeRuns(&pages[0], func(r *typeset.Run) bool { return kind(r) == document.Paragraph })
		}, "7.3.3-first-page"},
		{"主送机关 on all of page 1", nil, func(_ *made, pages []typeset.Page) {
			ys := linesOf(&pages[0])
			removeRuns(&pages[0], func(r *typeset.Run) bool { return kind(r) == document.Paragraph })
			var rows []typeset.Run
			each(pages, 1, document.Recipient, func(_ *typeset.Page, r *typeset.Run) { rows = append(rows, *r) })
			for _, r := range rows {
				copyTo(&pages[1], r, linesOf(&pages[1])[0])
			}
			first := linesOf(&pages[1])[0]
			removeRuns(&pages[1], func(r *typeset.Run) bool { return kind(r) == document.Paragraph && r.Y == first })
			for n := range pages[0].Runs {
				if r := &pages[0].Runs[n]; kind(r) == document.Recipient && strings.HasSuffix(r.Text, "：") {
					r.Text = strings.TrimSuffix(r.Text, "：")
					r.Glyphs = r.Glyphs[:len(r.Glyphs)-1]
				}
			}
			removeRuns(&pages[0], func(r *typeset.Run) bool { return len(r.Glyphs) == 0 })
			for _, y := range ys {
				for _, r := range rows {
					if !strings.HasSuffix(r.Text, "：") {
						copyTo(&pages[0], r, y)
					}
				}
			}
		}, "7.3.2-recipient-moved"},
		{"a title without a kind", nil, func(m *made, pages []typeset.Page) {
			each(pages, 1, document.Title, func(_ *typeset.Page, r *typeset.Run) {
				if strings.HasSuffix(r.Text, "通知") {
					say(m, r, font.XiaoBiaoSong, strings.TrimSuffix(r.Text, "通知")+"情况")
				}
			})
		}, "7.3.1-title-parts"},
		{"a line of the title that begins with 的", nil, func(m *made, pages []typeset.Page) {
			last := linesOfKind(pages[:1], document.Title)
			each(pages, 1, document.Title, func(_ *typeset.Page, r *typeset.Run) {
				if r.Y == last[len(last)-1] {
					say(m, r, font.XiaoBiaoSong, "的"+string([]rune(r.Text)[1:]))
				}
			})
		}, "7.3.1-title-words"},
		{"the number below the title", nil, func(_ *made, pages []typeset.Page) {
			ys := linesOfKind(pages[:1], document.Title)
			each(pages, 1, document.Number, func(_ *typeset.Page, r *typeset.Run) { r.Y = ys[len(ys)-1] + 8*mm })
			each(pages, 1, document.Title, func(_ *typeset.Page, r *typeset.Run) { r.Y -= 12 * mm })
		}, "7.1-order"},
		{"the 版记 before the text", nil, func(_ *made, pages []typeset.Page) {
			last, p := &pages[len(pages)-1], &pages[1]
			foot := func(r *typeset.Run) bool {
				return slices.Contains([]document.Kind{document.CopiesTo, document.PrintedBy, document.PrintedOn}, kind(r))
			}
			for _, r := range last.Runs {
				if foot(&r) {
					copyTo(p, r, r.Y)
				}
			}
			for _, r := range colophonRules(pages) {
				p.Rules = append(p.Rules, *r)
			}
			removeRuns(last, foot)
			last.Rules = slices.DeleteFunc(last.Rules, func(r typeset.Rule) bool { return r.Width > 150*mm && r.Y > 220*mm })
		}, "7.1-order"},
		{"an annex below other text", nil, func(_ *made, pages []typeset.Page) {
			last := &pages[len(pages)-1]
			each(pages, last.Number, document.Attachment, func(_ *typeset.Page, r *typeset.Run) { r.Y += 10 * mm })
			p := textPage(pages)
			onLine(p, 3, func(r *typeset.Run) { copyTo(last, *r, linesOf(p)[0]) })
		}, "7.3.7-annex-page"},
		{"the 版记 on an odd page", nil, func(_ *made, pages []typeset.Page) {
			// A page less before it.
			for i := 3; i < len(pages); i++ {
				pages[i].Number--
			}
			pages[2].Number = 0
		}, "7.4.1-even"},
		{"a rule of the 版记 too short", nil, func(_ *made, pages []typeset.Page) { colophonRules(pages)[1].Width -= 5 * mm }, "7.4.1-rules"},
		{"another red of ink", nil, func(m *made, _ []typeset.Page) {
			pr := *m.profile
			pr.Red.Colour = profile.Colour{Inks: [4]uint8{0, 100, 100, 0}}
			m.profile = &pr
		}, "6.2-red"},
		{"a heading at the foot of a page", nil, func(_ *made, pages []typeset.Page) {
			p := textPage(pages)
			from, heading := firstRun(pages, document.Heading, func(r *typeset.Run) bool { return strings.Contains(r.Text, "主要措施") })
			ys := linesOf(p)
			last := ys[len(ys)-1]
			removeRuns(p, func(r *typeset.Run) bool { return r.Y == last && !isNumber(r) })
			for _, r := range slices.Clone(from.Runs) {
				if r.Y == heading.Y {
					copyTo(p, r, last)
				}
			}
		}, "B-heading-foot"},
		{"a lone character on a last line", nil, func(_ *made, pages []typeset.Page) {
			p := textPage(pages)
			ys := linesOf(p)
			for n := 1; n+1 < len(ys); n++ {
				var own, next []*typeset.Run
				onLine(p, n, func(r *typeset.Run) { own = append(own, r) })
				onLine(p, n+1, func(r *typeset.Run) { next = append(next, r) })
				if own[0].Glyphs[0].X > 29*mm || next[0].Glyphs[0].X < 38*mm {
					continue
				}
				own[0].Text, own[0].Glyphs = string([]rune(own[0].Text)[:1]), own[0].Glyphs[:1]
				y := own[0].Y
				removeRuns(p, func(r *typeset.Run) bool { return r.Y == y && len(r.Glyphs) != 1 })
				return
			}
		}, "B-runt"},
		{"a comma at the beginning of a line in a cell", nil, func(m *made, pages []typeset.Page) {
			cellLine(m, pages, false, "，", 0)
		}, "B-kinsoku"},
		{"an opening bracket at the end of a line in a cell", nil, func(m *made, pages []typeset.Page) {
			cellLine(m, pages, false, "（", -1)
		}, "B-kinsoku"},
		{"a comma at the beginning of a line in a cell of a turned page", nil, func(m *made, pages []typeset.Page) {
			cellLine(m, pages, true, "，", 0)
		}, "B-kinsoku"},
		{"text on a turned page", landText, nil, ""},
		{"a comma at the beginning of a line on a turned page", landText, func(m *made, pages []typeset.Page) {
			var ys []length.Length
			each(pages, 0, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) {
				if r.Turned && !slices.Contains(ys, r.Y) {
					if ys = append(ys, r.Y); len(ys) == 2 {
						say(m, r, font.FangSong, "，"+string([]rune(r.Text)[1:]))
					}
				}
			})
		}, "B-kinsoku"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := set(t, test.replace...)
			pages := clone(m.pages)
			if test.mutate != nil {
				test.mutate(&m, pages)
			}
			pages = slices.DeleteFunc(pages, func(p typeset.Page) bool { return p.Number == 0 })
			items := verify.Pages(m.written(t, pages), m.profile)
			got := failing(items)
			if test.want == "" && len(got) > 0 || test.want != "" && !slices.Contains(got, test.want) {
				t.Errorf("%v failed, want %q%s", got, test.want, messages(items))
			}
		})
	}
}

var landText = []string{"from = \"assignments\"", "landscape = true\ntext = \"" + strings.Repeat("对沟道断面逐条测量，登记淤积深度、长度和占用情况，先行列入计划；", 9) + "\""}

// cellLine exchanges a character at the beginning or the end of a line within a
// cell.
func cellLine(m *made, pages []typeset.Page, turned bool, c string, at int) {
	var before *typeset.Run
	done := false
	each(pages, 0, document.Cell, func(_ *typeset.Page, r *typeset.Run) {
		if done || r.Turned != turned {
			return
		}
		if before != nil && before.Node == r.Node && before.Y != r.Y && len(before.Glyphs) > 5 && len(r.Glyphs) > 1 {
			target, text := r, []rune(r.Text)
			if at < 0 {
				target, text = before, []rune(before.Text)
				at += len(text)
			}
			text[at] = []rune(c)[0]
			say(m, target, font.FangSong, string(text))
			done = true
			return
		}
		before = r
	})
	if !done {
		panic("no cell of two lines")
	}
}

// What only a reader of the file sees: fonts.
func TestMutatedFonts(t *testing.T) {
	m := sample()
	for _, test := range []struct {
		name   string
		mutate func(d *pdfpage.Document)
		want   string
	}{
		{"a font that is not embedded", func(d *pdfpage.Document) { d.Fonts[0].Embedded = false }, "fonts-embedded"},
		{"a character without a glyph", func(d *pdfpage.Document) { d.Pages[1].Runs[0].Glyphs[0].Notdef = true }, "fonts-missing"},
		{"a character that stands in for another", func(d *pdfpage.Document) { d.Pages[1].Runs[0].Glyphs[0].Text = "〓" }, "fonts-missing"},
	} {
		d := m.written(t, m.pages)
		test.mutate(d)
		if got := strings.Join(failing(verify.Pages(d, m.profile)), " "); got != test.want {
			t.Errorf("%s: %q failed, want %q", test.name, got, test.want)
		}
	}
}

// A face that an office chose for a class is of that class, whatever its name
// says.
func TestOwnFaces(t *testing.T) {
	m := set(t)
	s := verify.Set{Document: m.written(t, m.pages)}
	if items := verify.Check(s, m.profile).Items; slices.Contains(failing(items), "7.3.1-title-face") {
		t.Fatalf("%s", messages(items))
	}
	s.Faces = map[string]font.Role{}
	for _, f := range s.Document.Fonts {
		s.Faces[f.Name] = font.Hei
	}
	if items := verify.Check(s, m.profile).Items; !slices.Contains(failing(items), "7.3.1-title-face") || !slices.Contains(failing(items), "5.2.2-body-face") {
		t.Errorf("the names of the faces still count: %s", messages(items))
	}
}
