package main

import (
	"fmt"
	"os"
	"strconv"
)

func member(mailbox <-chan int, next chan<- int) {
	for n := range mailbox {
		next <- n + 1
	}
}

func main() {
	left, _ := strconv.Atoi(os.Args[1])
	mailbox := make(chan int, 16)
	first := mailbox
	for i := 0; i < 502; i++ {
		next := first
		first = make(chan int, 16)
		go member(first, next)
	}
	n := 0
	for ; left > 0; left-- {
		first <- n + 1
		n = <-mailbox
	}
	fmt.Println(n)
}
