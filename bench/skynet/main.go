package main

import (
	"fmt"
	"os"
	"strconv"
)

func node(parent chan<- int, first, leaves int) {
	if leaves == 1 {
		parent <- first
		return
	}
	mailbox := make(chan int)
	part := leaves / 10
	for i := 0; i < 10; i++ {
		go node(mailbox, first+i*part, part)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-mailbox
	}
	parent <- sum
}

func main() {
	leaves, _ := strconv.Atoi(os.Args[1])
	mailbox := make(chan int)
	go node(mailbox, 0, leaves)
	fmt.Println(<-mailbox)
}
