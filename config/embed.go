// Package config holds the settings of a running server, and the rule data,
// texts and tables that are built into the binary.
package config

import "embed"

// Files are the built-in rule data of the first region, the table of who may
// do what, the headings of imported files, and the texts of errors and e-mails.
//
//go:embed region.yaml fields.yaml fields_figures.yaml fields_declared.yaml vocabularies rates scorecards standards catalogue measures rosters.yaml clock import policy.yaml texts mails
var Files embed.FS
