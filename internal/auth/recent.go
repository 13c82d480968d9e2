package auth

// recent is a map that forgets: it keeps at least the half newest and at most
// the whole number of entries it was made for. Entries live in two halves;
// when the new half is full the old one is dropped. Callers lock.
type recent[K comparable, V any] struct {
	half     int
	new, old map[K]V
}

func newRecent[K comparable, V any](size int) *recent[K, V] {
	return &recent[K, V]{half: max(1, size/2), new: map[K]V{}, old: map[K]V{}}
}

// get finds an entry, and counts it as new again.
func (r *recent[K, V]) get(key K) (V, bool) {
	if v, ok := r.new[key]; ok {
		return v, true
	}
	v, ok := r.old[key]
	if ok {
		r.put(key, v)
	}
	return v, ok
}

func (r *recent[K, V]) put(key K, v V) {
	if _, ok := r.new[key]; !ok && len(r.new) >= r.half {
		r.new, r.old = make(map[K]V, r.half), r.new
	}
	delete(r.old, key)
	r.new[key] = v
}

func (r *recent[K, V]) drop(key K) {
	delete(r.new, key)
	delete(r.old, key)
}

func (r *recent[K, V]) clear() { r.new, r.old = map[K]V{}, map[K]V{} }

func (r *recent[K, V]) len() int { return len(r.new) + len(r.old) }
