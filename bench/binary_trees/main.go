package main

import (
	"fmt"
	"os"
	"strconv"
)

type Tree struct{ left, right *Tree }

func build(depth int) *Tree {
	if depth == 0 {
		return &Tree{}
	}
	return &Tree{build(depth - 1), build(depth - 1)}
}

func (tree *Tree) check() int {
	if tree == nil {
		return 0
	}
	return 1 + tree.left.check() + tree.right.check()
}

func main() {
	most, _ := strconv.Atoi(os.Args[1])
	fmt.Printf("stretch tree of depth %d: %d\n", most+1, build(most+1).check())
	lasting := build(most)
	for depth := 4; depth <= most; depth += 2 {
		times := 1 << (most - depth + 4)
		sum := 0
		for i := 0; i < times; i++ {
			sum += build(depth).check()
		}
		fmt.Printf("%d trees of depth %d: %d\n", times, depth, sum)
	}
	fmt.Printf("lasting tree of depth %d: %d\n", most, lasting.check())
}
