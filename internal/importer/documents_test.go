package importer

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/format"
	"fangan/internal/plan"
)

var update = flag.Bool("update", false, "rewrite what the documents of testdata/documents are understood as")

// described says what was found around a plan and in it.
func described(r *Result) string {
	var b strings.Builder
	p := r.Loaded
	say := func(what string, values ...string) {
		if text := strings.Join(values, " | "); text != "" {
			fmt.Fprintf(&b, "%s: %s\n", what, strings.ReplaceAll(text, "\n", " / "))
		}
	}
	i := p.Issue
	say("head", string(i.Head))
	say("number", i.Number.Value)
	if len(i.Mark) > 0 {
		say("mark", joinTexts(i.Mark, " | "), i.MarkSuffix.Value)
	}
	say("above", strings.Trim(i.CopyNumber.Value+" "+i.Secrecy.Value+" "+i.Urgency.Value, " "))
	say("signers", joinTexts(i.Signers, " | "))
	if n := i.Notice; n != nil {
		say("notice", n.Title.Value)
		for _, paragraph := range n.Paragraphs {
			say("notice text", paragraph.Plain())
		}
	}
	say("to", joinTexts(i.To, " | "))
	say("by", joinTexts(i.By, " | "))
	say("date", i.DateText.Value)
	for _, note := range i.Note {
		say("note", note.Plain())
	}
	say("label", p.Label)
	say("title", p.Title.Value)
	say("stage", p.Stage.Value)
	for _, paragraph := range p.Preamble {
		say("preamble", paragraph.Plain())
	}
	b.WriteString(outline(p))
	for _, a := range p.Attachments {
		say("attachment "+a.Label, a.Heading.Value)
		for _, paragraph := range a.LeadIn {
			say(" text", paragraph.Plain())
		}
		sayTable(&b, a.Table)
		for _, item := range a.Items {
			fmt.Fprintf(&b, " %s|%s\n", item.Label, item.Title.Value)
			sayTable(&b, item.Table)
		}
	}
	say("copies", i.CopiesTo.Plain())
	say("printed", i.PrintedBy.Value+i.PrintedOn.Value+i.PrintRun.Value)
	for _, note := range r.Draft.Notes {
		say(fmt.Sprintf("told of line %d", note.Line), note.Message)
	}
	for line := range strings.Lines(string(r.Plan)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "# 待核：") {
			say("doubt", strings.TrimPrefix(line, "# 待核："))
		}
	}
	return b.String()
}

func sayTable(b *strings.Builder, t *plan.Table) {
	if t == nil {
		return
	}
	for _, row := range append(t.Head, t.Rows...) {
		b.WriteString(" ")
		for _, cell := range row {
			fmt.Fprintf(b, " [%s]", strings.ReplaceAll(cell.Text.Value, "\n", "/"))
		}
		b.WriteString("\n")
	}
}

const (
	sourceMark = "-- source.txt --\n"
	wantMark   = "-- want --\n"
)

// TestDocuments imports whole documents, each of another shape, without loss.
func TestDocuments(t *testing.T) {
	files, err := filepath.Glob("testdata/documents/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("there are %d documents: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, rest, _ := bytes.Cut(data, []byte(sourceMark))
			source, want, _ := bytes.Cut(rest, []byte(wantMark))
			r := importText(t, string(source), Options{})
			got := described(r)
			if *update {
				data = bytes.Join([][]byte{head, []byte(sourceMark), source, []byte(wantMark), []byte(got)}, nil)
				if err := os.WriteFile(file, data, 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s\n%s", got, want, r.Plan)
			}
			again, findings := format.Source("plan.toml", r.Plan)
			if findings.HasErrors() || string(again) != string(r.Plan) {
				t.Errorf("the imported file is not in canonical form:\n%s\n%s", r.Plan, again)
			}
			// A definition too long for one piece is held to the same.
			pieces := &Result{Draft: r.Draft, Plan: r.Plan}
			if findings := pieces.verify(r.Draft.arranged, Options{}, r.Draft.lines, 200); findings.HasErrors() || len(pieces.Lost) > 0 || pieces.Summary != r.Summary {
				t.Errorf("in pieces: %v, lost %v, %v instead of %v", findings, pieces.Lost, pieces.Summary, r.Summary)
			}
		})
	}
}
