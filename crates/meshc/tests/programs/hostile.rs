//! Packages of people who mean no good, what is left when a disk is full or somebody was killed, and programs of a strange size.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::cli::{HELLO, ensure, expect, expect_stdout, meshc_in, write};
use crate::packages::{commit, manifest, meshc_at, package, prints, project, read, repository};
use crate::toolchain::{Check, compile, discard, meshc, run, target};

pub const CHECKS: &[(&str, Check)] = &[
    ("packages_whose_links_lead_out", links_lead_out),
    ("packages_whose_address_is_a_trap", address_is_a_trap),
    ("packages_with_strange_manifests", strange_manifests),
    ("packages_after_a_kill", after_a_kill),
    ("packages_on_a_full_disk", on_a_full_disk),
    ("doc_on_a_full_disk", doc_on_a_full_disk),
    ("stack_of_large_frames", stack_of_large_frames),
];

/// A package may link to its own files only: what lies elsewhere is not shown, and not read for ever.
fn links_lead_out(folder: &Path) -> Result<(), String> {
    write(folder, &[("secret", "fn secret() = 1 +\n")])?;
    let secret = folder.join("secret").display().to_string();
    let cases = [
        ("geometry.mpl", secret.as_str(), "`geometry.mpl` in it is a link that leads out of it"),
        ("sub/more.txt", "../../../../../secret", "`sub/more.txt` in it is a link that leads out of it"),
        ("mesh.toml", "/dev/zero", "`mesh.toml` in it is a link that leads out of it"),
        ("later", "/not/there/yet", "`later` in it is a link that leads out of it"),
        ("sub/near.mpl", "../geometry.mpl", ""),
        ("sub/round", "..", ""),
        ("later", "not-there-yet", ""),
    ];
    for (at, (name, leads_to, problem)) in cases.into_iter().enumerate() {
        let place = folder.join(format!("repository{at}"));
        package(&place, "geometry", "1.0.0", "1.0.0", "")?;
        write(&place, &[("sub/readme", "")])?;
        let _ = std::fs::remove_file(place.join(name));
        symlink(leads_to, place.join(name)).map_err(|error| error.to_string())?;
        commit(&place, "v1.0.0")?;
        let shop = folder.join(format!("shop{at}"));
        project(&shop, &format!("{{ git = \"../repository{at}\", tag = \"v1.0.0\" }}"))?;
        let output = meshc_at(&shop, folder, &["check"])?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure(!told.contains("fn secret"), &told)?;
        expect(&output, i32::from(!problem.is_empty()), &[problem])?;
    }
    Ok(())
}

/// What is said to be an address starts no program, and what is said to be a commit is no path.
fn address_is_a_trap(folder: &Path) -> Result<(), String> {
    let trap = folder.join("trapped");
    let shop = folder.join("shop");
    let touch = format!("touch {}", trap.display());
    let spaced = touch.replace(' ', "% ");
    for address in [
        format!("--upload-pack={touch}"),
        format!("ext::sh -c {spaced}"),
        format!("ssh://-oProxyCommand={touch}/x"),
        format!("file://{0}/.git --upload-pack={touch}", shop.display()),
    ] {
        project(&shop, &format!("{{ git = {address:?} }}"))?;
        expect(&meshc_at(&shop, folder, &["check"])?, 1, &["error[E00"])?;
        write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", ""))])?;
        let added = meshc_at(&shop, folder, &["add", &format!("--git={address}")])?;
        expect(&added, 1, &["error: git: "])?;
        ensure(!trap.exists(), &format!("{address} started a program"))?;
    }
    let place = repository(folder, &["1.0.0"])?;
    for pick in ["tag", "branch", "revision"] {
        project(&shop, &format!("{{ git = {:?}, {pick} = \"--orphan=x\" }}", place.display().to_string()))?;
        expect(&meshc_at(&shop, folder, &["check"])?, 1, &["error["])?;
    }
    project(&shop, "{ git = \"../repository\", tag = \"v1.0.0\" }")?;
    expect(&meshc_at(&shop, folder, &["check"])?, 0, &[])?;
    let lock = read(&shop.join("mesh.lock"))?;
    let revision = lock.lines().find_map(|line| line.strip_prefix("revision = \"")).unwrap_or_default();
    for other in ["../../../secret", "--force", ""] {
        let changed = lock.replace(revision, &format!("{other}\""));
        std::fs::write(shop.join("mesh.lock"), changed).map_err(|error| error.to_string())?;
        expect(&meshc_at(&shop, folder, &["check"])?, 1, &["E0090", &format!("`{other}` is no commit")])?;
    }
    Ok(())
}

/// Manifests that are huge, deep, or no files.
fn strange_manifests(folder: &Path) -> Result<(), String> {
    let shop = folder.join("shop");
    let long = format!("{}# {}\n", manifest("geometry", "1.0.0", ""), "x".repeat(10 << 20));
    let deep = format!("{}a = {}1{}\n", manifest("geometry", "1.0.0", ""), "[".repeat(90_000), "]".repeat(90_000));
    for (text, problem) in [(long.as_str(), "it holds more than 1 MiB"), (&deep, "mesh.toml is unusable")] {
        package(&folder.join("geometry"), "geometry", "1.0.0", "1.0.0", "")?;
        write(&folder.join("geometry"), &[("mesh.toml", text)])?;
        project(&shop, "{ path = \"../geometry\" }")?;
        expect(&meshc_at(&shop, folder, &["check"])?, 1, &["E0065", problem])?;
        write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", ""))])?;
        let before = read(&shop.join("mesh.toml"))?;
        expect(
            &meshc_at(&shop, folder, &["add", "--path", "../geometry"])?,
            1,
            &["there is no package in `./../geometry`"],
        )?;
        ensure(read(&shop.join("mesh.toml"))? == before, "mesh.toml is as it was")?;
    }
    write(&folder.join("fifo"), &[("geometry.mpl", "")])?;
    let made = Command::new("mkfifo").arg(folder.join("fifo/mesh.toml")).status();
    ensure(made.is_ok_and(|status| status.success()), "mkfifo makes a pipe")?;
    project(&shop, "{ path = \"../fifo\" }")?;
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &["cannot read mesh.toml: it is no file"])
}

/// What compilers and gits left behind that were killed is in nobody's way, and goes.
fn after_a_kill(folder: &Path) -> Result<(), String> {
    let place = repository(folder, &["1.0.0"])?;
    let shop = folder.join("shop");
    project(&shop, "{ git = \"../repository\", branch = \"main\" }")?;
    prints(&shop, folder, "1.0.0\n")?;
    let store = folder.join("kept");
    let below = |name: &str| std::fs::read_dir(store.join(name)).into_iter().flatten().flatten();
    let copy = below("repositories").next().ok_or("there is a copy")?.path();
    let tree = below("trees").find(|entry| entry.path().is_dir()).ok_or("there are files")?.path();
    write(&copy, &[("packed-refs.lock", ""), ("HEAD.lock", ""), ("refs/heads/main.lock", "")])?;
    write(&store, &[("repositories/abc.new-1/HEAD", ""), ("trees/new-1/a.mpl", ""), ("trees/new-1.index", "")])?;
    package(&place, "geometry", "2.0.0", "2.0.0", "")?;
    commit(&place, "v2.0.0")?;
    expect(&meshc_at(&shop, folder, &["update"])?, 0, &["Updated: geometry 1.0.0"])?;
    prints(&shop, folder, "2.0.0\n")?;
    let left =
        below("repositories").chain(below("trees")).find(|entry| entry.file_name().to_string_lossy().contains("new-"));
    ensure(left.is_none(), &format!("{left:?} is left"))?;
    // Files without their hash, and a hash without its files.
    expect(&meshc_at(&shop, folder, &["vendor"])?, 0, &["Copied: 1 package"])?;
    std::fs::rename(shop.join("vendor"), shop.join(".vendor.old")).map_err(|error| error.to_string())?;
    write(&shop, &[(".vendor.new/geometry/half", "")])?;
    expect(&meshc_at(&shop, folder, &["vendor"])?, 0, &["Copied: 1 package"])?;
    ensure(!shop.join(".vendor.old").exists() && !shop.join(".vendor.new").exists(), "all is tidy")?;
    std::fs::remove_dir_all(shop.join("vendor")).map_err(|error| error.to_string())?;
    for entry in below("trees").filter(|entry| entry.path().is_file()) {
        std::fs::remove_file(entry.path()).map_err(|error| error.to_string())?;
    }
    prints(&shop, folder, "2.0.0\n")?;
    std::fs::remove_dir_all(&tree).map_err(|error| error.to_string())?;
    expect(&meshc_at(&shop, folder, &["check"])?, 0, &[])
}

/// `meshc ARGS` where no file can become larger than some blocks of 512 bytes, as on a disk that is full.
fn limited(folder: &Path, blocks: u32, args: &str) -> Result<std::process::Output, String> {
    let mut command = Command::new("sh");
    let compiler = meshc();
    let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec {} {args}", compiler.get_program().display());
    command.args(["-c", &line]).current_dir(folder).env("MESH_CACHE", "");
    run(command, "")
}

/// A manifest is there as it was, or as it is to be.
fn on_a_full_disk(folder: &Path) -> Result<(), String> {
    package(&folder.join("geometry"), "geometry", "1.0.0", "1.0.0", "")?;
    let shop = folder.join("shop");
    let text = format!("{}# {}\n", manifest("shop", "1.0.0", ""), "why ".repeat(1000));
    write(&shop, &[("mesh.toml", &text), ("main.mpl", HELLO)])?;
    let output = limited(&shop, 4, "add --path ../geometry")?;
    expect(&output, 1, &["error: cannot write `./mesh.toml`: File too large"])?;
    ensure(read(&shop.join("mesh.toml"))? == text, "mesh.toml is as it was")?;
    let names = std::fs::read_dir(&shop).into_iter().flatten().flatten().count();
    ensure(names == 2, "nothing is left behind")
}

/// A site of which not all could be written is no hindrance to the next.
fn doc_on_a_full_disk(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO)])?;
    let output = limited(folder, 4, "doc --project . -o site")?;
    expect(&output, 1, &["error: cannot write `site/", "File too large"])?;
    expect(&meshc_in(folder, &["doc", "--project", ".", "-o", "site"])?, 0, &["Documentation: site/index.html"])?;
    let hidden = std::fs::read_dir(folder.join("site")).into_iter().flatten().flatten();
    ensure(hidden.into_iter().all(|entry| !entry.file_name().to_string_lossy().starts_with('.')), "all is tidy")
}

/// A function whose frame is larger than what is left below the limit of a stack ends its actor all the same, and no other.
fn stack_of_large_frames(folder: &Path) -> Result<(), String> {
    // On other machines LLVM cannot have a function ask before it takes its frame.
    if !cfg!(target_arch = "x86_64") || target().is_some() {
        return Ok(());
    }
    let arms: String = (0..4200).map(|at| format!("    {at} -> four(b + c + {at})\n")).collect();
    let items: Vec<String> = (0..5000).map(|at| format!("Int.wrapping_mul(n, {at})")).collect();
    let program = format!(
        "fn four(n :: Int) -> (Int, Int, Int, Int) = (n, n + 1, n + 2, n + 3)\n\
         fn step(n :: Int) -> (Int, Int, Int, Int) do\n  let (a, b, c, d) = down(n)\n  case a % 6000 do\n{arms}    \
         _ -> (a, b, c, d)\n  end\nend\n\
         fn down(n :: Int) -> (Int, Int, Int, Int) = if n < 0 do four(n) else step(n + 1) end\n\
         fn big(n :: Int) -> Int do\n  let items = [{}]\n  if n < 0 do n else big(n + 1) + List.get(items, 2) end\nend\n\
         fn tell<T>(what :: String, job :: Job<T>) -> () do\n  case Job.await(job) do\n    Ok(_) -> println(what)\n    \
         Err(error) -> println(\"${{what}}: ${{error}}\")\n  end\nend\n\
         fn main() do\n  tell(\"arms\", Job.async(fn -> step(1) end))\n  \
         tell(\"items\", Job.async(fn -> big(1) end))\n  println(\"and on\")\nend\n",
        items.join(", ")
    );
    write(folder, &[("large.mpl", &program)])?;
    for release in [false, true] {
        let binary = folder.join("large");
        compile(&folder.join("large.mpl"), &binary, release)?;
        let output = run(Command::new(&binary), "")?;
        discard(&binary);
        expect(&output, 0, &["crashed: stack overflow"])?;
        expect_stdout(&output, "arms: stack overflow\nitems: stack overflow\nand on\n")?;
    }
    Ok(())
}
