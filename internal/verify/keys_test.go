package verify_test

import (
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
	"fangan/render/typeset"
	"fangan/templates"
)

// special are values of keys that fit only little else.
var special = map[string][]string{
	// 28 characters of 18 pt would lie over each other.
	"body.size":              {`"14pt"`, `"15pt"`, `"16.5pt"`},
	"body.indent":            {"0", "1", "3"},
	"heading1.indent":        {"0", "1", "3"},
	"heading2.indent":        {"0", "1", "3"},
	"heading3.indent":        {"0", "1", "3"},
	"heading4.indent":        {"0", "1", "3"},
	"heading5.indent":        {"0", "1", "3"},
	"attachment_note.indent": {"0", "1", "4"},
	"duty_line.indent":       {"0", "1", "3"},
	"note.indent":            {"0", "1", "3"},
	"recipient.indent":       {"1", "2"},
	"title.pitch":            {`"12.5mm"`, `"12.9mm"`},
	// How high a face stands is measured from its ink: what the profile says of it
	// is right only as far as it is true of the faces.
	"baseline.ascent": {"865", "895"},
}

// others returns further values of a key, as TOML: some of them may be illegal
// beside the rest of the base.
func others(text string) []string {
	quote := strconv.Quote
	bare, err := strconv.Unquote(text)
	if err != nil {
		if n, err := strconv.Atoi(text); err == nil {
			step := 1
			if n >= 100 {
				step = n / 10
			}
			return []string{strconv.Itoa(max(0, n-step)), strconv.Itoa(n + step)}
		}
		return []string{map[string]string{"true": "false", "false": "true"}[text]}
	}
	if l, err := length.Parse(bare); err == nil {
		scaled := func(percent length.Length) string {
			return quote(fmt.Sprintf("%dmm", l*percent/100/length.Mm))
		}
		if strings.HasSuffix(bare, "pt") {
			scaled = func(percent length.Length) string {
				return quote(fmt.Sprintf("%gpt", float64(l*percent/100/(length.Pt/4))/4))
			}
		}
		if l < length.Mm {
			scaled = func(percent length.Length) string {
				return quote(fmt.Sprintf("%gmm", float64(l*percent/100/(length.Mm/100))/100))
			}
		}
		return []string{scaled(92), scaled(112)}
	}
	switch {
	case slices.Contains(font.Roles(), font.Role(bare)):
		roles := []string{quote(string(font.Kai)), quote(string(font.Hei))}
		return slices.DeleteFunc(roles, func(r string) bool { return r == text })
	case strings.HasPrefix(bare, "#"):
		return []string{`"C0 M80 Y80 K0"`, `"#C00000"`}
	case bare == string(profile.Outside):
		return []string{quote(string(profile.Centre))}
	}
	return nil
}

// An office may set any key to another value: what is built by it is as verify
// wants it by the same profile.
func TestEveryKeyIsFollowed(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, many times")
	}
	var plans []*made
	for _, dir := range []string{"testdata/plan", "../../render/testdata/styles"} {
		ws, findings := plan.Open("", os.DirFS(dir))
		must(t, findings)
		for _, file := range ws.Plans {
			p, findings := ws.Load(file)
			must(t, findings)
			tmpl, findings := shapeTemplate()
			must(t, findings)
			root, findings := document.Execute(tmpl, p)
			must(t, findings)
			plans = append(plans, &made{plan: p, root: root, faces: font.BuiltIn()})
		}
	}
	lines := set(t, "\n[issue]", "\n[layout]\nduties = \"lines\"\n\n[issue]")
	unsealed := set(t, "\n[issue]", "\ncontents = true\n\n[issue]\nsignature = \"unsealed\"")
	deep := set(t, "\n[[safeguards]]\ntitle = \"加强组织领导\"", `
[[measures]]
title = "建设设施"
  [[measures.items]]
  title = "新建设施"
    [[measures.items.items]]
    title = "选定地点"
      [[measures.items.items.items]]
      title = "沟道上游"
      text = "由县水利局会同乡镇逐条踏勘沟道上游，形成踏勘记录，踏勘记录作为选址的依据，由参加踏勘的人员签字。"
      [[measures.items.items.items]]
      title = "沟道下游"
      text = "由县水利局会同乡镇逐条踏勘沟道下游，形成踏勘记录。"

[[safeguards]]
title = "加强组织领导"`)
	plans = append(plans, &lines, &unsealed, &deep)
	text, err := fs.ReadFile(templates.FS, templates.Profile)
	if err != nil {
		t.Fatal(err)
	}
	source := diag.NewSource(templates.Profile, string(text))
	base, findings := profile.Load(source)
	must(t, findings)
	lay := func(t *testing.T, m *made, pr *profile.Profile) ([]typeset.Page, diag.List) {
		words := slices.Clone(shapeWords)
		for _, by := range m.plan.Issue.By {
			words = append(words, by.Value)
		}
		pages, findings := typeset.Layout(m.root, pr, m.faces, typeset.Options{Words: words})
		must(t, findings)
		return pages, findings
	}
	for _, m := range plans {
		m.profile = base
		m.pages, _ = lay(t, m, base)
	}
	n := 0
	for _, v := range base.Values() {
		table, key := v.Table()
		values := special[v.Key]
		if values == nil {
			values = others(v.Text)
		}
		legal := 0
		for _, value := range values {
			house := fmt.Sprintf("[%s]\n%s = %s\n", table, key, value)
			pr, findings := profile.Load(source, diag.NewSource("house", house))
			if findings.HasErrors() {
				continue
			}
			legal++
			for i, m := range plans {
				if n++; testing.Short() && n%10 > 0 {
					continue
				}
				t.Run(fmt.Sprintf("%s=%s,%d", v.Key, value, i), func(t *testing.T) {
					t.Parallel()
					pages, reported := lay(t, m, pr)
					if reflect.DeepEqual(pages, m.pages) {
						return
					}
					changed := *m
					changed.profile = pr
					s := shape{house: house}
					s.judge(t, verify.Pages(changed.written(t, pages), pr), reported)
				})
			}
		}
		if legal == 0 {
			t.Errorf("%s: none of %v is legal", v.Key, values)
		}
	}
}
