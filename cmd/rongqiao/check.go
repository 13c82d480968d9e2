package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"rongqiao/config"
	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
)

// flags makes a verb's flag set; parse turns its faults into bad use.
func flags(name, words string, e env) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(e.err)
	f.Usage = func() {
		fmt.Fprintf(e.err, "usage: rongqiao %s %s\n", name, words)
		f.PrintDefaults()
	}
	return f
}

func parse(f *flag.FlagSet, args []string, most int) error {
	if err := f.Parse(args); err != nil {
		return config.Usage(err)
	}
	if n := f.NArg(); n > most {
		f.Usage()
		return fmt.Errorf("%w: want at most %d words, have %d", config.ErrUsage, most, n)
	}
	return nil
}

// check validates rule data alone: everything that a start would refuse.
func check(_ context.Context, args []string, e env) error {
	f := flags("check", "[--coverage] [DIR]", e)
	coverage := f.Bool("coverage", false, "print docs/coverage.md: what of the field's rules is in the data")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	rs, engine, err := compileRules(f.Arg(0))
	if err != nil {
		return err
	}
	if *coverage {
		writeCoverage(e.out, rs)
		return nil
	}
	kinds := map[domain.OfferKind]int{}
	for _, o := range rs.Offers {
		kinds[o.Kind]++
	}
	fmt.Fprintf(e.out, "%s (%s): %d offers (%d loans, %d funds, %d awards), %d fields, %d vocabularies, rules version %s\n",
		rs.Region, rs.RegionName.ZH, engine.Size(), kinds[domain.OfferLoan], kinds[domain.OfferFund], kinds[domain.OfferAward],
		len(rs.Fields), len(rs.Vocabularies), engine.RulesVersion())
	if n := rs.CountMeasures(); n.Measures > 0 {
		fmt.Fprintf(e.out, "%s: %d measures, %d entries, %d of them pay money; %d served, %d partly, %d planned\n",
			rs.Document.Number, n.Measures, n.Entries, n.Paying, n.Served, n.Partly, n.Planned)
	}
	return nil
}

// compileRules reads rule data as loadRules does, and compiles its offers.
func compileRules(dir string) (*rules.RuleSet, *matching.Engine, error) {
	rs, err := loadRules(dir)
	if err != nil {
		return nil, nil, err
	}
	engine, err := matching.New(rs, rs.Offers)
	return rs, engine, err
}

// loadRules reads the rule data of a folder, or the built-in where none is
// named.
func loadRules(dir string) (*rules.RuleSet, error) {
	var files fs.FS = config.Files
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("rule data: want a folder, have %q", dir)
		}
		files = os.DirFS(dir)
	}
	return rules.Load(files)
}
