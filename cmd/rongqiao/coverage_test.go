package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestTheCoveragePageFollowsFromTheRuleData(t *testing.T) {
	var out bytes.Buffer
	if code := run(t.Context(), []string{"check", "--coverage", "../../config"}, env{out: &out, err: os.Stderr}); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	page, err := os.ReadFile("../../docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, out.Bytes()) {
		t.Error("docs/coverage.md did not follow from the rule data: make generate writes it")
	}
}

func TestARegionWithoutMeasuresSaysSo(t *testing.T) {
	var out bytes.Buffer
	if code := run(t.Context(), []string{"check", "--coverage", "../../testdata/region"}, env{out: &out, err: os.Stderr}); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	if !strings.Contains(out.String(), "The region serves none.") {
		t.Errorf("have %s", out.String())
	}
}
