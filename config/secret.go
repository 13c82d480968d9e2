package config

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden is what a secret shows of itself.
const hidden = "[hidden]"

// Secret is a setting that nobody may read by chance: in every format, in the
// log and in JSON it is [hidden].
type Secret string

// Reveal answers the secret itself, for whoever has to send it.
func (s Secret) Reveal() string { return string(s) }

// String implements fmt.Stringer.
func (Secret) String() string { return hidden }

// Format implements fmt.Formatter, so that no verb gets by.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// MarshalText implements encoding.TextMarshaler, which JSON and YAML ask.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
