struct Body do
  x :: Float
  y :: Float
  z :: Float
  vx :: Float
  vy :: Float
  vz :: Float
  mass :: Float
end

fn pi() -> Float = 3.141592653589793
fn solar_mass() -> Float = 4.0 * pi() * pi()
fn days() -> Float = 365.24

fn bodies() -> List<Body> = [
  Body { x: 0.0, y: 0.0, z: 0.0, vx: 0.0, vy: 0.0, vz: 0.0, mass: solar_mass() },
  Body {
    x: 4.84143144246472090,
    y: -1.16032004402742839,
    z: -0.103622044471123109,
    vx: 0.00166007664274403694 * days(),
    vy: 0.00769901118419740425 * days(),
    vz: -0.0000690460016972063023 * days(),
    mass: 0.000954791938424326609 * solar_mass()
  },
  Body {
    x: 8.34336671824457987,
    y: 4.12479856412430479,
    z: -0.403523417114321381,
    vx: -0.00276742510726411021 * days(),
    vy: 0.00499852801234917238 * days(),
    vz: 0.0000230417297573763929 * days(),
    mass: 0.000285885980666130812 * solar_mass()
  },
  Body {
    x: 12.8943695621391310,
    y: -15.1111514016986312,
    z: -0.223307578892655734,
    vx: 0.00296460137564761618 * days(),
    vy: 0.00237847173959480950 * days(),
    vz: -0.0000296589568540237556 * days(),
    mass: 0.0000436624404335156298 * solar_mass()
  },
  Body {
    x: 15.3796971148509165,
    y: -25.9193146099879641,
    z: 0.179258772950371181,
    vx: 0.00268067772490389322 * days(),
    vy: 0.00162824170038242295 * days(),
    vz: -0.0000951592254519715870 * days(),
    mass: 0.0000515138902046611451 * solar_mass()
  }
]

@in_place
fn offset(all :: List<Body>) -> List<Body> do
  let px = List.reduce(all, 0.0, fn sum, b -> sum + b.vx * b.mass end)
  let py = List.reduce(all, 0.0, fn sum, b -> sum + b.vy * b.mass end)
  let pz = List.reduce(all, 0.0, fn sum, b -> sum + b.vz * b.mass end)
  let sun = List.get(all, 0)
  List.set(all, 0, %{sun | vx: -px / solar_mass(), vy: -py / solar_mass(), vz: -pz / solar_mass()})
end

@no_alloc
fn energy_from(all :: List<Body>, i :: Int, j :: Int, sum :: Float) -> Float do
  if i == List.length(all) do
    sum
  else
    let a = List.get(all, i)
    if j == List.length(all) do
      energy_from(all, i + 1, i + 2, sum + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz))
    else
      let b = List.get(all, j)
      let dx = a.x - b.x
      let dy = a.y - b.y
      let dz = a.z - b.z
      energy_from(all, i, j + 1, sum - a.mass * b.mass / Math.sqrt(dx * dx + dy * dy + dz * dz))
    end
  end
end

@in_place
@no_alloc
fn pull(all :: List<Body>, i :: Int, j :: Int, dt :: Float) -> List<Body> do
  if i == List.length(all) do
    all
  else if j == List.length(all) do
    pull(all, i + 1, i + 2, dt)
  else
    let a = List.get(all, i)
    let b = List.get(all, j)
    let dx = a.x - b.x
    let dy = a.y - b.y
    let dz = a.z - b.z
    let square = dx * dx + dy * dy + dz * dz
    let mag = dt / (square * Math.sqrt(square))
    let all = List.set(all, i, %{a |
      vx: a.vx - dx * b.mass * mag,
      vy: a.vy - dy * b.mass * mag,
      vz: a.vz - dz * b.mass * mag
    })
    let all = List.set(all, j, %{b |
      vx: b.vx + dx * a.mass * mag,
      vy: b.vy + dy * a.mass * mag,
      vz: b.vz + dz * a.mass * mag
    })
    pull(all, i, j + 1, dt)
  end
end

fn advance(all :: List<Body>, dt :: Float) -> List<Body> do
  let pulled = pull(all, 0, 1, dt)
  List.map(pulled, fn b -> %{b | x: b.x + dt * b.vx, y: b.y + dt * b.vy, z: b.z + dt * b.vz} end)
end

fn run(all :: List<Body>, steps :: Int) -> List<Body> do
  if steps == 0 do all else run(advance(all, 0.01), steps - 1) end
end

fn main() do
  let steps = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)
  let start = offset(bodies())
  println("${energy_from(start, 0, 1, 0.0)}")
  println("${energy_from(run(start, steps), 0, 1, 0.0)}")
end
