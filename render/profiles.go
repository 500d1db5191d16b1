package render

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/internal/tree"
	"fangan/render/profile"
	"fangan/templates"
)

// profileEnd ends the names of the files of profiles.
const profileEnd = ".profile.toml"

// BaseProfile is the name of the profile that is always there.
var BaseProfile = strings.TrimSuffix(templates.Profile, profileEnd)

// A ProfileValue is one value of a profile in force.
type ProfileValue = profile.Value

// Profiles returns the names of the profiles that a workspace can be set in,
// the base first.
func Profiles(ws *plan.Workspace) []string {
	names := []string{BaseProfile}
	entries, _ := fs.ReadDir(ws.FS, plan.TemplatesDir)
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), profileEnd); ok && name != "" && name != BaseProfile && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	return names
}

// LoadProfile returns a profile of a workspace by its name; by the one that
// fangan.toml gives for an empty name. The base is laid under it, and so is
// what the workspace changes in the base for all its profiles
// (templates/gbt9704.profile.toml). It is usable unless the findings have
// errors.
func LoadProfile(ws *plan.Workspace, name string) (*profile.Profile, diag.List) {
	house, houseText, finding := template(ws, templates.Profile)
	if finding != nil {
		return nil, diag.List{*finding}
	}
	chosen, finding := chosenProfile(ws, name)
	if finding != nil {
		return nil, diag.List{*finding}
	}
	return layered(house, houseText, chosen)
}

// chosenProfile returns the file of a profile that the workspace gives a name
// of its own; nil for the base.
func chosenProfile(ws *plan.Workspace, name string) (*diag.Source, *diag.Diagnostic) {
	var at diag.Span
	if name == "" {
		name, at = ws.Profile.Value, ws.Profile.Span
	}
	name = strings.TrimSuffix(name, profileEnd)
	if name == "" || name == BaseProfile {
		return nil, nil
	}
	names := Profiles(ws)
	own := path.Join(plan.TemplatesDir, name+profileEnd)
	unknown := func() (*diag.Source, *diag.Diagnostic) {
		help := fmt.Sprintf("可用的版式：%s；单位自己的版式写成 templates/名称%s", strings.Join(names, "、"), profileEnd)
		if near, ok := tree.Nearest(name, names); ok {
			help = "是不是 " + near + "？" + help
		}
		return nil, &diag.Diagnostic{Rule: "profile/unknown", Severity: diag.Error, Span: at, Message: fmt.Sprintf("没有叫“%s”的版式", name), Help: help}
	}
	if !fs.ValidPath(own) || strings.ContainsAny(name, `/\`) {
		return unknown()
	}
	data, err := fs.ReadFile(ws.FS, own)
	if errors.Is(err, fs.ErrNotExist) && !slices.Contains(names, name) {
		return unknown()
	}
	if err != nil {
		return nil, &diag.Diagnostic{Rule: "template/unreadable", Severity: diag.Error, Message: fmt.Sprintf("读不了版式文件“%s”：%s", ws.Name(own), diag.Reason(err)),
			Help: "请检查它是不是文件、有没有读取权限"}
	}
	return diag.NewSource(ws.Name(own), string(data)), nil
}

// layered lays an office's profiles over the base, which sets every key.
func layered(house, houseText string, chosen *diag.Source) (*profile.Profile, diag.List) {
	base, err := fs.ReadFile(templates.FS, templates.Profile)
	if err != nil {
		panic(err) // embedded
	}
	var over []*diag.Source
	if house != templates.Profile {
		over = append(over, diag.NewSource(house, houseText))
	}
	if chosen != nil {
		over = append(over, chosen)
	}
	return profile.Load(diag.NewSource(templates.Profile, string(base)), over...)
}

// Origin returns where a value of a profile was set by the office: a file and
// a line of it; empty for a value of the base.
func Origin(v ProfileValue) string {
	if !v.Overridden() || v.At.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d", v.At.Source.Name, v.At.Position().Line)
}

// A ShownProfile is a profile for people to read.
type ShownProfile struct {
	Name   string
	Files  []string // that were laid over each other, the base first
	Values []ProfileValue

	profile *profile.Profile
}

// ShowProfile returns a profile of a workspace, as LoadProfile does, with what
// it is made from.
func ShowProfile(ws *plan.Workspace, name string) (ShownProfile, diag.List) {
	pr, findings := LoadProfile(ws, name)
	if findings.HasErrors() {
		return ShownProfile{}, findings
	}
	if name == "" {
		name = ws.Profile.Value
	}
	s := ShownProfile{Name: BaseProfile, Files: []string{"基准（GB/T 9704—2012）"}, Values: pr.Values(), profile: pr}
	if shown, _, _ := template(ws, templates.Profile); shown != templates.Profile {
		s.Files = append(s.Files, shown)
	}
	if chosen, _ := chosenProfile(ws, name); chosen != nil {
		s.Name = strings.TrimSuffix(name, profileEnd)
		s.Files = append(s.Files, chosen.Name)
	}
	return s, findings
}

// Named returns what a table of the profile is called: 正文 for body.
func (s ShownProfile) Named(table string) string { return s.profile.Named(table) }

// TOML returns the profile as one file that says the same as those it is made
// from.
func (s ShownProfile) TOML() string {
	return fmt.Sprintf("# 版式 %s 的全部值，由 fangan profile --format toml 写出\n\n%s", s.Name, profile.TOML(s.profile, Origin))
}
