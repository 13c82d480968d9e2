package meilitest

import (
	"os/exec"
	"syscall"
)

// endWithParent lets the kernel end the server where a test's process is
// killed before it can.
func endWithParent(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
