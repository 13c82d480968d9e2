package rules

import (
	"os"
	"testing"
)

// A deriver that no field names is a value that no criterion can ask about;
// the loader refuses the other way, a field that nothing derives.
func TestEveryDeriverHasItsField(t *testing.T) {
	rs, err := Load(os.DirFS("../../config"))
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range derivers {
		if f, ok := rs.Field(name); !ok || f.Declared || f.Type != d.t {
			t.Errorf("%s: want a field of type %s in fields.yaml, have %+v", name, d.t, f)
		}
	}
}

// With every part of the profile left out nothing is known, and nothing fails.
func TestADeriverMakesDoWithNothing(t *testing.T) {
	rs, err := Load(os.DirFS("../../config"))
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range derivers {
		f := d.fact(&inputs{rs: rs})
		if f.Known && name != "enterprise.age" && name != "enterprise.founded_on" {
			t.Errorf("%s is known of nobody", name)
		}
	}
}
