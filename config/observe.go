package config

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"
)

// Observe are the settings by which an operator watches a process, and takes
// it out of service.
type Observe struct {
	Replica        string        // the process's name in logs, metrics and traces; empty: host name and process id
	MetricsAddr    string        // HOST:PORT for /metrics alone; empty: on Addr
	TraceEndpoint  string        // URL of an OTLP collector (HTTP); empty: no traces
	TraceSample    float64       // how many of the requests are traced, 0 to 1
	RequestTimeout time.Duration // after which a request is answered 503; streams have none
	Drain          time.Duration // how long /readyz answers 503 before the listener closes
}

// observeForm is their part of the config file.
type observeForm struct {
	Replica        string `yaml:"replica"`
	MetricsAddr    string `yaml:"metrics_addr"`
	TraceEndpoint  string `yaml:"trace_endpoint"`
	TraceSample    string `yaml:"trace_sample"`
	RequestTimeout string `yaml:"request_timeout"`
	Drain          string `yaml:"drain"`
}

// Drain has a default by use: a proxy needs some seconds to notice, and nobody
// who tries the demo out wants to wait.
const (
	usualDrain = "5s"
	demoDrain  = "0s"
)

var observeDefaults = observeForm{TraceSample: "0.05", RequestTimeout: "15s"}

var observeKeys = []key{
	{"replica", "RONGQIAO_REPLICA", "", "", func(f *form) *string { return &f.Observe.Replica }},
	{"metrics_addr", "RONGQIAO_METRICS_ADDR", "", "", func(f *form) *string { return &f.Observe.MetricsAddr }},
	{"trace_endpoint", "RONGQIAO_TRACE_ENDPOINT", "", "", func(f *form) *string { return &f.Observe.TraceEndpoint }},
	{"trace_sample", "RONGQIAO_TRACE_SAMPLE", "", "", func(f *form) *string { return &f.Observe.TraceSample }},
	{"request_timeout", "RONGQIAO_REQUEST_TIMEOUT", "", "", func(f *form) *string { return &f.Observe.RequestTimeout }},
	{"drain", "RONGQIAO_DRAIN", "", "", func(f *form) *string { return &f.Observe.Drain }},
}

// settings turns the words into values; bad and span tell of faults.
func (f observeForm) settings(demo bool, bad func(key, want, have string), span func(key, have string, least, most time.Duration) time.Duration) Observe {
	o := Observe{Replica: f.Replica, MetricsAddr: f.MetricsAddr, TraceEndpoint: f.TraceEndpoint}
	if len(f.Replica) > 64 {
		bad("replica", "a name of at most 64 bytes", f.Replica)
	}
	if f.MetricsAddr != "" && !isAddress(f.MetricsAddr) {
		bad("metrics_addr", "HOST:PORT, or nothing", f.MetricsAddr)
	}
	if u, err := url.Parse(f.TraceEndpoint); f.TraceEndpoint != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		bad("trace_endpoint", "a URL such as http://127.0.0.1:4318/v1/traces, or nothing", f.TraceEndpoint)
	}
	var err error
	if o.TraceSample, err = strconv.ParseFloat(f.TraceSample, 64); err != nil || !(o.TraceSample >= 0 && o.TraceSample <= 1) {
		bad("trace_sample", "a number from 0 to 1", f.TraceSample)
	}
	o.RequestTimeout = span("request_timeout", f.RequestTimeout, time.Second, 50*time.Second)
	switch {
	case f.Drain == "" && demo:
		f.Drain = demoDrain
	case f.Drain == "":
		f.Drain = usualDrain
	}
	o.Drain = span("drain", f.Drain, 0, 5*time.Minute)
	return o
}

func isAddress(addr string) bool {
	_, port, err := net.SplitHostPort(addr)
	n, perr := strconv.Atoi(port)
	return err == nil && perr == nil && n >= 0 && n <= 65_535
}

// ReplicaName is the setting, or a name that no other process has at once.
func (o Observe) ReplicaName(host string, pid int) string {
	if o.Replica != "" {
		return o.Replica
	}
	return fmt.Sprintf("%s-%d", host, pid)
}
