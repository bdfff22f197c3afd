package main

import (
	"fmt"
	"os"
	"strconv"
)

func flips(list, scratch []int) int {
	copy(scratch, list)
	count := 0
	for scratch[0] != 0 {
		for i, j := 0, scratch[0]; i < j; i, j = i+1, j-1 {
			scratch[i], scratch[j] = scratch[j], scratch[i]
		}
		count++
	}
	return count
}

func fill(counts []int, r int) {
	for ; r != 1; r-- {
		counts[r-1] = r
	}
}

func next(list, counts []int) bool {
	for r := 1; r < len(list); r++ {
		first := list[0]
		for i := 0; i < r; i++ {
			list[i] = list[i+1]
		}
		list[r] = first
		counts[r]--
		if counts[r] > 0 {
			fill(counts, r)
			return true
		}
	}
	return false
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	list, counts, scratch := make([]int, n), make([]int, n), make([]int, n)
	for i := range list {
		list[i] = i
	}
	fill(counts, n)
	sum, most := 0, 0
	for number := 0; ; number++ {
		count := flips(list, scratch)
		if number%2 == 0 {
			sum += count
		} else {
			sum -= count
		}
		if count > most {
			most = count
		}
		if !next(list, counts) {
			break
		}
	}
	fmt.Println(sum)
	fmt.Printf("Pfannkuchen(%d) = %d\n", n, most)
}
