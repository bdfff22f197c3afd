package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

func cell(i, j int) float64 {
	return 1 / float64((i+j)*(i+j+1)/2+i+1)
}

func byRows(v, out []float64) {
	for i := range out {
		sum := 0.0
		for j, x := range v {
			sum += cell(i, j) * x
		}
		out[i] = sum
	}
}

func byColumns(v, out []float64) {
	for i := range out {
		sum := 0.0
		for j, x := range v {
			sum += cell(j, i) * x
		}
		out[i] = sum
	}
}

func product(u, v []float64) float64 {
	sum := 0.0
	for i := range u {
		sum += u[i] * v[i]
	}
	return sum
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	u, v, between := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 10; i++ {
		byRows(u, between)
		byColumns(between, v)
		byRows(v, between)
		byColumns(between, u)
	}
	norm := math.Sqrt(product(u, v) / product(v, v))
	fmt.Println(int64(norm * 1000000000))
}
