package httpapi

import (
	"context"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"rongqiao/api"
)

func TestSpecificationIsValid(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
}
