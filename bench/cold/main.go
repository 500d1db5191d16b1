// Cold times whole processes, from their start to their exit: what a clerk
// waits for. The commands run in turn, so that a machine which grows slower
// slows all of them, and each is compared with its neighbour of the same round:
//
//	go run ./bench/cold [-n ROUNDS] [PLAN.toml]
//
// naive is the program that one would write first (bench/naive); fangan is run
// as a user runs it. Times are milliseconds, peak is the resident memory in MB
// at its highest (Linux only). It measures and judges nothing.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

func main() {
	log.SetFlags(0)
	rounds := flag.Int("n", 20, "rounds")
	flag.Parse()
	plan := "plans/2026/污染防治攻坚战.toml"
	if flag.NArg() > 0 {
		plan = flag.Arg(0)
	}
	if *rounds < 1 {
		log.Fatal("-n must be at least 1")
	}
	dir, err := os.MkdirTemp("", "cold")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := measure(dir, plan, *rounds); err != nil {
		log.Print(err)
	}
}

// A run is what one process took.
type run struct {
	wall, cpu time.Duration
	peak      int64 // bytes; 0: unknown
}

func measure(dir, plan string, rounds int) error {
	naive, err := build(dir, "naive", "./bench/naive")
	if err != nil {
		return err
	}
	fangan, err := build(dir, "fangan", "./cmd/fangan")
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "out")
	commands := []struct {
		name string
		args []string
	}{
		{"naive", []string{naive, plan, "fonts", filepath.Join(dir, "naive.pdf")}},
		{"fangan pdf", []string{fangan, "build", "--only", "pdf", "--out", out, plan}},
		{"fangan xlsx", []string{fangan, "build", "--only", "xlsx", "--out", out, plan}},
		{"fangan pdf+xlsx", []string{fangan, "build", "--out", out, plan}},
		{"fangan version", []string{fangan, "version"}},
	}
	runs := make([][]run, len(commands))
	for round := range rounds + 1 {
		for i, c := range commands {
			r, err := once(c.args)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 { // the first one warms the file cache
				runs[i] = append(runs[i], r)
			}
		}
	}
	fmt.Printf("%s, %d rounds, %s, %s/%s, %d processors\n", plan, rounds, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "command\twall min\tmedian\tmax\tto naive\tcpu median\tto naive\tpeak median\tmax\t")
	for i, c := range commands {
		wall, cpu, peak := list(runs[i], func(r run) float64 { return ms(r.wall) }), list(runs[i], func(r run) float64 { return ms(r.cpu) }), list(runs[i], func(r run) float64 { return float64(r.peak) / 1e6 })
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%.2f\t%.1f\t%.2f\t%.1f\t%.1f\t\n", c.name, wall[0], median(wall), wall[len(wall)-1],
			ratio(runs[i], runs[0], func(r run) time.Duration { return r.wall }), median(cpu), ratio(runs[i], runs[0], func(r run) time.Duration { return r.cpu }), median(peak), peak[len(peak)-1])
	}
	return w.Flush()
}

func build(dir, name, pkg string) (string, error) {
	path := filepath.Join(dir, name)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	command := exec.Command("go", "build", "-trimpath", "-o", path, pkg)
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return path, nil
}

func once(args []string) (run, error) {
	command := exec.Command(args[0], args[1:]...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	start := time.Now()
	err := command.Run()
	wall := time.Since(start)
	if err != nil {
		return run{}, fmt.Errorf("%w\n%s", err, out.Bytes())
	}
	state := command.ProcessState
	return run{wall, state.UserTime() + state.SystemTime(), peak(state)}, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// list returns one figure of the runs, sorted.
func list(runs []run, of func(run) float64) []float64 {
	var figures []float64
	for _, r := range runs {
		figures = append(figures, of(r))
	}
	slices.Sort(figures)
	return figures
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// ratio returns the median of the ratios round by round.
func ratio(a, b []run, of func(run) time.Duration) float64 {
	var ratios []float64
	for i := range a {
		ratios = append(ratios, float64(of(a[i]))/float64(max(1, of(b[i]))))
	}
	slices.Sort(ratios)
	return median(ratios)
}
