# Floating point over small records: the Sun and four planets for a number of steps of 0.01 days. In each step a body is
# pulled by all others, in their order; then all move.
# args: 100
# modes: debug release

struct Body do
  x :: Float
  y :: Float
  z :: Float
  vx :: Float
  vy :: Float
  vz :: Float
  mass :: Float
end deriving()

fn solar_mass() -> Float = 39.47841760435743
fn year() -> Float = 365.24

fn bodies() -> List<Body> = [
  Body { x: 0.0, y: 0.0, z: 0.0, vx: 0.0, vy: 0.0, vz: 0.0, mass: solar_mass() },
  Body {
    x: 4.84143144246472090,
    y: -1.16032004402742839,
    z: -0.103622044471123109,
    vx: 0.00166007664274403694 * year(),
    vy: 0.00769901118419740425 * year(),
    vz: -0.0000690460016972063023 * year(),
    mass: 0.000954791938424326609 * solar_mass()
  },
  Body {
    x: 8.34336671824457987,
    y: 4.12479856412430479,
    z: -0.403523417114321381,
    vx: -0.00276742510726411021 * year(),
    vy: 0.00499852801234917238 * year(),
    vz: 0.0000230417297573763929 * year(),
    mass: 0.000285885980666130812 * solar_mass()
  },
  Body {
    x: 12.8943695621391310,
    y: -15.1111514016986312,
    z: -0.223307578892655734,
    vx: 0.00296460137564761618 * year(),
    vy: 0.00237847173959480950 * year(),
    vz: -0.0000296589568540237556 * year(),
    mass: 0.0000436624404335156298 * solar_mass()
  },
  Body {
    x: 15.3796971148509165,
    y: -25.9193146099879641,
    z: 0.179258772950371181,
    vx: 0.00268067772490389322 * year(),
    vy: 0.00162824170038242295 * year(),
    vz: -0.0000951592254519715870 * year(),
    mass: 0.0000515138902046611451 * solar_mass()
  }
]

# The Sun moves so that the whole stands still.
@in_place
fn at_rest(all :: List<Body>) -> List<Body> do
  let px = List.reduce(all, 0.0, fn sum, b -> sum + b.vx * b.mass end)
  let py = List.reduce(all, 0.0, fn sum, b -> sum + b.vy * b.mass end)
  let pz = List.reduce(all, 0.0, fn sum, b -> sum + b.vz * b.mass end)
  let sun = List.head(all)
  let moved = %{sun | vx: -px / solar_mass(), vy: -py / solar_mass(), vz: -pz / solar_mass()}
  List.set(all, 0, moved)
end

# The body with its speed after the pull of the bodies from `j` on.
@no_alloc
fn pull(
  body :: Body,
  i :: Int,
  all :: List<Body>,
  j :: Int,
  vx :: Float,
  vy :: Float,
  vz :: Float
) -> Body do
  if j == List.length(all) do
    %{body |
      x: body.x + 0.01 * vx,
      y: body.y + 0.01 * vy,
      z: body.z + 0.01 * vz,
      vx: vx,
      vy: vy,
      vz: vz
    }
  else if i == j do
    pull(body, i, all, j + 1, vx, vy, vz)
  else
    let other = List.get(all, j)
    let dx = body.x - other.x
    let dy = body.y - other.y
    let dz = body.z - other.z
    let square = dx * dx + dy * dy + dz * dz
    let m = other.mass * (0.01 / (square * Math.sqrt(square)))
    pull(body, i, all, j + 1, vx - dx * m, vy - dy * m, vz - dz * m)
  end
end

@in_place
fn step(all :: List<Body>, i :: Int, next :: List<Body>) -> List<Body> do
  if i == List.length(all) do
    next
  else
    let body = List.get(all, i)
    step(all, i + 1, List.append(next, pull(body, i, all, 0, body.vx, body.vy, body.vz)))
  end
end

@in_place
fn run(all :: List<Body>, steps :: Int) -> List<Body> do
  if steps == 0 do all else run(step(all, 0, []), steps - 1) end
end

fn energy(all :: List<Body>) -> Float do
  List.reduce(List.enumerate(all), 0.0, fn sum, pair ->
    let (i, b) = pair
    let kinetic = 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz)
    List.reduce(List.drop(all, i + 1), sum + kinetic, fn rest, o ->
      let dx = b.x - o.x
      let dy = b.y - o.y
      let dz = b.z - o.z
      rest - b.mass * o.mass / Math.sqrt(dx * dx + dy * dy + dz * dz)
    end)
  end)
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn billionths(x :: Float) -> Int = Float.to_int(x * 1000000000.0)

fn main() do
  let start = at_rest(bodies())
  println("${billionths(energy(start))}")
  println("${billionths(energy(run(start, size())))}")
end
