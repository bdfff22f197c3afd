package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
)

const solarMass = 39.47841760435743
const year = 365.24

type Body struct{ x, y, z, vx, vy, vz, mass float64 }

func planet(x, y, z, vx, vy, vz, mass float64) Body {
	return Body{x, y, z, vx * year, vy * year, vz * year, mass * solarMass}
}

func bodies() []Body {
	return []Body{
		{0, 0, 0, 0, 0, 0, solarMass},
		planet(4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
			0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
		planet(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
			-0.00276742510726411021, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
		planet(12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
			0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
		planet(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
			0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
	}
}

func atRest(all []Body) {
	var px, py, pz float64
	for _, b := range all {
		px += b.vx * b.mass
		py += b.vy * b.mass
		pz += b.vz * b.mass
	}
	all[0].vx, all[0].vy, all[0].vz = -px/solarMass, -py/solarMass, -pz/solarMass
}

func step(all, next []Body) {
	for i := range all {
		body := &all[i]
		vx, vy, vz := body.vx, body.vy, body.vz
		for j := range all {
			if i == j {
				continue
			}
			other := &all[j]
			dx, dy, dz := body.x-other.x, body.y-other.y, body.z-other.z
			square := dx*dx + dy*dy + dz*dz
			m := other.mass * (0.01 / (square * math.Sqrt(square)))
			vx, vy, vz = vx-dx*m, vy-dy*m, vz-dz*m
		}
		next[i] = Body{body.x + 0.01*vx, body.y + 0.01*vy, body.z + 0.01*vz, vx, vy, vz, body.mass}
	}
}

func energy(all []Body) float64 {
	sum := 0.0
	for i, b := range all {
		sum += 0.5 * b.mass * (b.vx*b.vx + b.vy*b.vy + b.vz*b.vz)
		for _, o := range all[i+1:] {
			dx, dy, dz := b.x-o.x, b.y-o.y, b.z-o.z
			sum -= b.mass * o.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return sum
}

func main() {
	steps, _ := strconv.Atoi(os.Args[1])
	all := bodies()
	next := make([]Body, len(all))
	atRest(all)
	fmt.Println(int64(energy(all) * 1000000000.0))
	for ; steps > 0; steps-- {
		step(all, next)
		all, next = next, all
	}
	fmt.Println(int64(energy(all) * 1000000000.0))
}
