package main

import (
	"fmt"
	"os"
	"strconv"
)

func producer(target chan<- int, from, stop int) {
	for n := from; n < stop; n++ {
		target <- n
	}
}

func main() {
	size, _ := strconv.Atoi(os.Args[1])
	share := size / 8
	mailbox := make(chan int, 1000)
	for i := 0; i < 8; i++ {
		go producer(mailbox, i*share, (i+1)*share)
	}
	sum := 0
	for left := 8 * share; left > 0; left-- {
		sum += <-mailbox
	}
	fmt.Println(sum)
}
