const SOLAR_MASS: f64 = 39.47841760435743;
const YEAR: f64 = 365.24;

#[derive(Clone)]
struct Body {
    x: f64,
    y: f64,
    z: f64,
    vx: f64,
    vy: f64,
    vz: f64,
    mass: f64,
}

fn body([x, y, z]: [f64; 3], [vx, vy, vz]: [f64; 3], mass: f64) -> Body {
    Body { x, y, z, vx: vx * YEAR, vy: vy * YEAR, vz: vz * YEAR, mass: mass * SOLAR_MASS }
}

#[allow(clippy::excessive_precision)]
fn bodies() -> Vec<Body> {
    vec![
        body([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 1.0),
        body(
            [4.84143144246472090, -1.16032004402742839, -0.103622044471123109],
            [0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023],
            0.000954791938424326609,
        ),
        body(
            [8.34336671824457987, 4.12479856412430479, -0.403523417114321381],
            [-0.00276742510726411021, 0.00499852801234917238, 0.0000230417297573763929],
            0.000285885980666130812,
        ),
        body(
            [12.8943695621391310, -15.1111514016986312, -0.223307578892655734],
            [0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556],
            0.0000436624404335156298,
        ),
        body(
            [15.3796971148509165, -25.9193146099879641, 0.179258772950371181],
            [0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870],
            0.0000515138902046611451,
        ),
    ]
}

fn at_rest(all: &mut [Body]) {
    let sum = |of: fn(&Body) -> f64| all.iter().fold(0.0, |sum, b| sum + of(b) * b.mass);
    let (px, py, pz) = (sum(|b| b.vx), sum(|b| b.vy), sum(|b| b.vz));
    let sun = &mut all[0];
    (sun.vx, sun.vy, sun.vz) = (-px / SOLAR_MASS, -py / SOLAR_MASS, -pz / SOLAR_MASS);
}

fn step(all: &[Body], next: &mut [Body]) {
    for (i, (body, next)) in all.iter().zip(next).enumerate() {
        let (mut vx, mut vy, mut vz) = (body.vx, body.vy, body.vz);
        for (j, other) in all.iter().enumerate() {
            if i == j {
                continue;
            }
            let (dx, dy, dz) = (body.x - other.x, body.y - other.y, body.z - other.z);
            let square = dx * dx + dy * dy + dz * dz;
            let m = other.mass * (0.01 / (square * square.sqrt()));
            vx -= dx * m;
            vy -= dy * m;
            vz -= dz * m;
        }
        let (x, y, z) = (body.x + 0.01 * vx, body.y + 0.01 * vy, body.z + 0.01 * vz);
        *next = Body { x, y, z, vx, vy, vz, mass: body.mass };
    }
}

fn energy(all: &[Body]) -> f64 {
    let mut sum = 0.0;
    for (i, b) in all.iter().enumerate() {
        sum += 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz);
        for o in &all[i + 1..] {
            let (dx, dy, dz) = (b.x - o.x, b.y - o.y, b.z - o.z);
            sum -= b.mass * o.mass / (dx * dx + dy * dy + dz * dz).sqrt();
        }
    }
    sum
}

fn billionths(x: f64) -> i64 {
    (x * 1000000000.0) as i64
}

fn main() {
    let steps = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut all = bodies();
    at_rest(&mut all);
    let mut next = all.clone();
    println!("{}", billionths(energy(&all)));
    for _ in 0..steps {
        step(&all, &mut next);
        std::mem::swap(&mut all, &mut next);
    }
    println!("{}", billionths(energy(&all)));
}
