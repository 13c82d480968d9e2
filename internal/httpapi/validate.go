package httpapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"rongqiao/api"
	"rongqiao/internal/domain"
)

// operation is what the specification says of one route.
type operation struct {
	route        *routers.Route
	params       []*openapi3.Parameter
	body         *openapi3.Schema // nil: the route takes none, or a form
	bodyRequired bool
	once         bool // takes an idempotency key
}

// specification is api.Spec, read and checked once; nobody changes it.
var specification = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		return nil, fmt.Errorf("specification: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("specification: %w", err)
	}
	return doc, nil
})

// operationOf finds what the specification says of a route; gin's ":id" is
// "{id}" there, and paths below apiBase stand without it.
func operationOf(doc *openapi3.T, method, path string) (*operation, error) {
	specPath := strings.TrimPrefix(braces(path), apiBase)
	item := doc.Paths.Value(specPath)
	if item == nil || item.GetOperation(method) == nil {
		return nil, fmt.Errorf("route %s %s is not in the specification", method, path)
	}
	op := item.GetOperation(method)
	o := &operation{route: &routers.Route{Spec: doc, Path: specPath, PathItem: item, Method: method, Operation: op}}
	for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
		for _, p := range list {
			o.params = append(o.params, p.Value)
			o.once = o.once || p.Value.In == "header" && p.Value.Name == idempotencyHeader
		}
	}
	// A form with a file is read by its handler, part by part.
	if op.RequestBody != nil && op.RequestBody.Value.Content["multipart/form-data"] == nil {
		o.body, o.bodyRequired = op.RequestBody.Value.Content["application/json"].Schema.Value, op.RequestBody.Value.Required
	}
	return o, nil
}

func braces(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// checkParams answers every fault of path and query, unknown names included.
func (o *operation) checkParams(c *gin.Context) error {
	in := &openapi3filter.RequestValidationInput{
		Request: c.Request, PathParams: map[string]string{}, QueryParams: c.Request.URL.Query(), Route: o.route,
		Options: &openapi3filter.Options{MultiError: true, SkipSettingDefaults: true},
	}
	for _, p := range c.Params {
		in.PathParams[p.Key] = p.Value
	}
	var f findings
	for _, p := range o.params {
		if err := openapi3filter.ValidateParameter(c.Request.Context(), in, p); err != nil {
			f.walk(p.Name, err)
		}
	}
	for name, values := range in.QueryParams {
		if !slices.ContainsFunc(o.params, func(p *openapi3.Parameter) bool { return p.In == "query" && p.Name == name }) {
			f.add(joined("", name), "unknown_parameter", nil)
		}
		if slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) }) || !utf8.ValidString(name) {
			return malformed("invalid_utf8")
		}
	}
	return f.err()
}

// checkBody answers every fault of a body that readJSON has read.
func (o *operation) checkBody(body any) error {
	err := o.body.VisitJSON(body, openapi3.MultiErrors(), openapi3.VisitAsRequest(),
		openapi3.WithStringFormatValidator("date", calendarDay{}))
	if err == nil {
		return nil
	}
	var f findings
	f.walk("", err)
	if len(f) == 0 { // refused, for a reason that walk does not know
		return malformed("invalid_input")
	}
	return f.err()
}

// calendarDay refuses days that no calendar has, which a pattern lets pass.
type calendarDay struct{}

func (calendarDay) Validate(s string) error {
	_, err := domain.ParseDate(s)
	return err
}

// maxFindings bounds an answer to a body that is wrong everywhere.
const maxFindings = 100

// findings gathers faults, each field and code once.
type findings []domain.FieldError

func (f *findings) add(field, code string, facts domain.Facts) {
	same := func(x domain.FieldError) bool { return x.Field == field && x.Code == code }
	if len(*f) < maxFindings && !slices.ContainsFunc(*f, same) {
		*f = append(*f, domain.FieldError{Field: field, Code: code, Facts: facts})
	}
}

func (f findings) err() error {
	if len(f) == 0 {
		return nil
	}
	slices.SortFunc(f, func(a, b domain.FieldError) int {
		return strings.Compare(a.Field+"\x00"+a.Code, b.Field+"\x00"+b.Code)
	})
	return domain.InvalidFields(f...)
}

// walk takes the validator's errors apart. Their words and values are left
// behind: the value of a missing property is the whole body.
func (f *findings) walk(under string, err error) {
	var many openapi3.MultiError
	var one *openapi3.SchemaError
	var request *openapi3filter.RequestError
	switch {
	case isA(err, &many):
		for _, e := range many {
			f.walk(under, e)
		}
	case isA(err, &request):
		f.walk(under, request.Err)
	case isA(err, &one):
		f.schema(under, one)
	case errors.Is(err, openapi3filter.ErrInvalidRequired), errors.Is(err, openapi3filter.ErrInvalidEmptyValue):
		f.add(under, "required", nil)
	default:
		f.add(under, "wrong_type", nil) // a parameter that cannot be read as its type
	}
}

// isA is errors.As for the outermost error alone, as inner ones are walked.
func isA[E error](err error, target *E) bool {
	e, ok := err.(E) //nolint:errorlint // the outermost alone
	if ok {
		*target = e
	}
	return ok
}

func (f *findings) schema(under string, e *openapi3.SchemaError) {
	field := pathOf(under, e.JSONPointer())
	switch e.SchemaField {
	case "allOf":
		var inner openapi3.MultiError
		if errors.As(e.Origin, &inner) {
			// The inner errors know their path only from here on down.
			for _, x := range inner {
				f.walkBelow(under, e.JSONPointer(), x)
			}
			return
		}
	case "properties":
		if object, ok := e.Value.(map[string]any); ok {
			for key := range object {
				if e.Schema.Properties[key] == nil {
					f.add(joined(field, key), "unknown_json_field", nil)
				}
			}
			return
		}
	}
	rule := ruleOf(e)
	f.add(field, codeOf(e.Schema, rule), factsOf(e, rule))
}

// walkBelow is walk for the errors inside an allOf. The validator has marked
// their paths from the root where it could, and else not at all.
func (f *findings) walkBelow(under string, at []string, err error) {
	var one *openapi3.SchemaError
	if isA(err, &one) && len(one.JSONPointer()) >= len(at) && slices.Equal(one.JSONPointer()[:len(at)], at) {
		f.schema(under, one)
		return
	}
	f.walk(pathOf(under, at), err)
}

// pathOf writes a pointer as "financials[1].year".
func pathOf(under string, pointer []string) string {
	out := under
	for _, p := range pointer {
		if _, err := strconv.Atoi(p); err == nil && out != "" {
			out += "[" + p + "]"
			continue
		}
		out = joined(out, p)
	}
	return out
}

// ruleOf names the broken rule. An integer outside its format is one outside
// its bounds, and null where none may be is a wrong type.
func ruleOf(e *openapi3.SchemaError) string {
	switch {
	case e.SchemaField == "format" && e.Schema.Type.Is("integer"):
		if n, ok := numberOf(e.Value); ok && n < 0 {
			return "minimum"
		}
		return "maximum"
	case e.SchemaField == "nullable":
		return "type"
	}
	return e.SchemaField
}

// codes of the rules for which the schema names none under x-codes.
var ruleCodes = map[string]string{
	"required": "required", "type": "wrong_type", "enum": "unknown_value", "format": "wrong_format", "pattern": "wrong_format",
	"minimum": "out_of_range", "maximum": "out_of_range", "minLength": "required", "maxLength": "text_too_long",
	"minItems": "too_few_values", "maxItems": "too_many_values",
}

func codeOf(s *openapi3.Schema, rule string) string {
	if own, ok := s.Extensions["x-codes"].(map[string]any); ok {
		if code, ok := own[rule].(string); ok {
			return code
		}
	}
	if code, ok := ruleCodes[rule]; ok {
		return code
	}
	return "wrong_type"
}

// factsOf says what the rule wants, and of what came no more than a number or
// a length.
func factsOf(e *openapi3.SchemaError, rule string) domain.Facts {
	facts := domain.Facts{}
	switch rule {
	case "minimum", "maximum":
		least, most := "−∞", "∞"
		if e.Schema.Min != nil {
			facts["min"] = int64(*e.Schema.Min)
			least = fmt.Sprint(facts["min"])
		}
		if e.Schema.Max != nil {
			facts["max"] = int64(*e.Schema.Max)
			most = fmt.Sprint(facts["max"])
		}
		facts["want"] = least + " – " + most
	case "minLength", "maxLength":
		facts["min"] = e.Schema.MinLength
		if e.Schema.MaxLength != nil {
			facts["max"] = *e.Schema.MaxLength
		}
		if s, ok := e.Value.(string); ok {
			facts["have"] = utf8.RuneCountInString(s)
		}
	case "minItems", "maxItems":
		facts["min"] = e.Schema.MinItems
		if e.Schema.MaxItems != nil {
			facts["max"] = *e.Schema.MaxItems
		}
		if list, ok := e.Value.([]any); ok {
			facts["have"] = len(list)
		}
	case "enum":
		facts["want"] = e.Schema.Enum
	}
	return facts
}

func numberOf(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case interface{ Float64() (float64, error) }:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}
