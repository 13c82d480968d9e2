package metrics

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	prom "github.com/prometheus/client_golang/prometheus"
)

// ours are the metrics that a process tells, by their names.
func ours(t *testing.T) map[string]bool {
	t.Helper()
	m := New()
	m.Watch(Sources{Now: time.Now, Parts: func(context.Context) []Part { return nil }})
	names := map[string]bool{}
	found := make(chan *prom.Desc, 1000)
	m.registry.Describe(found)
	close(found)
	name := regexp.MustCompile(`fqName: "(rongqiao_[a-z_]+)"`)
	for d := range found {
		if match := name.FindStringSubmatch(d.String()); match != nil {
			names[match[1]] = true
		}
	}
	if len(names) < 15 {
		t.Fatalf("only %v", names)
	}
	return names
}

// TestEveryMetricIsExplained: an operator finds each in the manual, and the
// manual speaks of none that is not there.
func TestEveryMetricIsExplained(t *testing.T) {
	manual, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	names := ours(t)
	for name := range names {
		if !strings.Contains(string(manual), "`"+name+"`") {
			t.Errorf("docs/operations.md does not explain %s", name)
		}
	}
	for _, name := range regexp.MustCompile("`(rongqiao_[a-z_]+)`").FindAllStringSubmatch(string(manual), -1) {
		if !names[name[1]] {
			t.Errorf("docs/operations.md explains %s, which there is not", name[1])
		}
	}
}

// TestAlertsAskForWhatThereIs reads the rules as Prometheus does, without
// judging expressions but for their brackets and the names of our metrics.
func TestAlertsAskForWhatThereIs(t *testing.T) {
	text, err := os.ReadFile("../../deploy/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []struct {
				Alert       string            `yaml:"alert"`
				Expr        string            `yaml:"expr"`
				For         string            `yaml:"for"`
				Labels      map[string]string `yaml:"labels"`
				Annotations map[string]string `yaml:"annotations"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	names, seen := ours(t), map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if r.Alert == "" || seen[r.Alert] || r.Labels["severity"] == "" || r.Annotations["summary"] == "" {
				t.Errorf("%s: want a name of its own, a severity and a summary: %+v", g.Name, r)
			}
			seen[r.Alert] = true
			if _, err := time.ParseDuration(r.For); r.For != "" && err != nil {
				t.Errorf("%s: for: %v", r.Alert, err)
			}
			for _, pair := range []string{"()", "{}", "[]"} {
				if strings.Count(r.Expr, pair[:1]) != strings.Count(r.Expr, pair[1:]) {
					t.Errorf("%s: the %s do not match: %s", r.Alert, pair, r.Expr)
				}
			}
			for _, name := range regexp.MustCompile(`rongqiao_[a-z_]+`).FindAllString(r.Expr, -1) {
				if !names[strings.TrimSuffix(name, "_bucket")] {
					t.Errorf("%s asks for %s, which there is not", r.Alert, name)
				}
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d alerts", len(seen))
	}
}
