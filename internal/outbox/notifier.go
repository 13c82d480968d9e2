package outbox

import "sync"

// Notifier wakes the followers in this process when something was written.
// The zero Notifier is ready; Signal fits a store's hook after a commit.
type Notifier struct {
	mu   sync.Mutex
	next chan struct{} // closed at the next signal; nil while nobody waits
}

// Signal wakes all who wait. It never blocks, and costs nothing when nobody
// does.
func (n *Notifier) Signal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}

// wait answers what is closed at the next signal. A nil Notifier never gives
// one.
func (n *Notifier) wait() <-chan struct{} {
	if n == nil {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}
