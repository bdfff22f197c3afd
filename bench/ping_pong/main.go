package main

import (
	"fmt"
	"os"
	"strconv"
)

type Ball struct {
	from chan Ball
	n    int
}

func ponger(mailbox chan Ball) {
	for ball := range mailbox {
		ball.from <- Ball{mailbox, ball.n + 1}
	}
}

func main() {
	left, _ := strconv.Atoi(os.Args[1])
	mailbox := make(chan Ball, 16)
	other := make(chan Ball, 16)
	go ponger(other)
	n := 0
	for ; left > 0; left-- {
		other <- Ball{mailbox, n + 1}
		n = (<-mailbox).n
	}
	fmt.Println(n)
}
