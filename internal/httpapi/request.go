package httpapi

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// decode reads the body, which has passed the specification, into its type.
// What is still amiss is a number that is whole but not written as one.
func decode(c *gin.Context, into any) error {
	body, _ := c.Get(bodyKey)
	data, _ := body.([]byte)
	err := json.Unmarshal(data, into)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return domain.Invalid("wrong_type", wrong.Field, nil)
	}
	if err != nil {
		return malformed("json_syntax")
	}
	return nil
}

// The readers of parameters, which have passed the specification.

func queryCodes[T ~string](q url.Values, name string) []T {
	var out []T
	for _, v := range q[name] {
		out = append(out, T(v))
	}
	return out
}

func queryNumber[T ~int64 | ~int32 | ~int](q url.Values, name string) *T {
	n, err := strconv.ParseInt(q.Get(name), 10, 64)
	if err != nil {
		return nil
	}
	v := T(n)
	return &v
}

// queryWord is nil where the parameter is left out.
func queryWord[T ~string](q url.Values, name string) *T {
	if !q.Has(name) {
		return nil
	}
	v := T(q.Get(name))
	return &v
}

// Defaults of limit, as in the specification.
const (
	defaultLimit      = 20
	defaultMatchLimit = 20
)

func limitOf(q url.Values, otherwise int) int {
	if n := queryNumber[int](q, "limit"); n != nil {
		return *n
	}
	return otherwise
}

func pageOf(c *gin.Context) app.Page {
	q := c.Request.URL.Query()
	return app.Page{After: q.Get("cursor"), Limit: limitOf(q, defaultLimit)}
}
