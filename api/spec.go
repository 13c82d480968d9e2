// Package api holds the specification of the HTTP interface, the source from
// which the Go types and the portal's client are generated and against which
// every request is validated.
package api

import _ "embed" // for the specification

// Spec is openapi.yaml.
//
//go:embed openapi.yaml
var Spec []byte
