// Package demo makes demonstration firms and needs: plausible in their spread,
// plainly not real, and the same for the same seed on the same day.
//
// Every name ends in （演示）, and every USCC has a place part that no place
// bears and the letters DEM0, so that no figure here can be taken for a real
// firm's. The spreads are our own choice for showing the product and rest on
// no statistics.
package demo
