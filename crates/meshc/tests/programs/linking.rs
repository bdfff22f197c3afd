//! What programs are linked with: the packed runtime where it can be made, the plain one elsewhere; what comes out is small
//! and knows its lines.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use libtest_mimic::{Failed, Trial};

use crate::toolchain::{meshc, root, run, scratch};

/// A program that does nothing but print; nearly four times as much when it is linked with what cargo built.
const MOST_BYTES: u64 = 1_290_000;

type Check = fn(&Checkout) -> Result<(), String>;

const CHECKS: &[(&str, Check)] = &[
    ("hello_is_small", hello_is_small),
    ("lines_of_a_crash", lines_of_a_crash),
    ("packed_anew", packed_anew),
    ("without_binutils", without_binutils),
    ("linker_with_a_version", linker_with_a_version),
    ("linker_by_name", linker_by_name),
    ("static_executable", static_executable),
    ("for_another_machine", for_another_machine),
];

pub fn trials() -> Vec<Trial> {
    let trial = |(name, check): &(&'static str, Check)| {
        let (name, check) = (*name, *check);
        Trial::test(format!("linking/{name}"), move || {
            let checkout = Checkout::new(name)?;
            let outcome = check(&checkout);
            let _ = std::fs::remove_dir_all(&checkout.0);
            outcome.map_err(Failed::from)
        })
    };
    CHECKS.iter().map(trial).collect()
}

/// A folder with a compiler, the runtime beside it as cargo built it, and some of the tools that a machine may have.
struct Checkout(PathBuf);

impl Checkout {
    fn new(name: &str) -> Result<Self, String> {
        let folder = scratch(name);
        std::fs::create_dir_all(folder.join("tools")).map_err(|error| error.to_string())?;
        let used = run(
            {
                let mut command = meshc();
                command.arg("runtime");
                command
            },
            "",
        )?;
        let used = PathBuf::from(String::from_utf8_lossy(&used.stdout).trim_end());
        let checkout = Self(folder);
        let archive = used.with_file_name("libmesh_rt.a");
        for (from, to) in [(Path::new(meshc().get_program()), "meshc"), (&archive, "libmesh_rt.a")] {
            std::fs::copy(from, checkout.0.join(to)).map_err(|error| format!("{}: {error}", from.display()))?;
        }
        Ok(checkout)
    }

    /// Puts a tool into the `PATH` of this checkout's compiler, under `name`.
    fn install(&self, tool: &str, name: &str) -> Result<(), String> {
        let path = std::env::var_os("PATH").ok_or("there is a PATH")?;
        let found = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.is_file());
        let found = found.ok_or_else(|| format!("{tool} is installed"))?;
        std::os::unix::fs::symlink(found, self.0.join("tools").join(name)).map_err(|error| error.to_string())
    }

    fn install_binutils(&self) -> Result<(), String> {
        ["cc", "ld", "objcopy", "ar"].iter().try_for_each(|tool| self.install(tool, tool))
    }

    /// Compiles a program and gives the executable.
    fn build(&self, source: &str) -> Result<PathBuf, String> {
        self.build_by(None, &[], source)
    }

    /// The same with options and, if one is named, that linker.
    fn build_by(&self, linker: Option<&str>, options: &[&str], source: &str) -> Result<PathBuf, String> {
        std::fs::write(self.0.join("program.mpl"), source).map_err(|error| error.to_string())?;
        let mut command = Command::new(self.0.join("meshc"));
        command.args(["build", "program.mpl"]).args(options).current_dir(&self.0);
        command.env("PATH", self.0.join("tools")).env_remove("MESH_RUNTIME");
        command.envs(linker.map(|linker| ("MESH_LINKER", linker)));
        let output = run(command, "")?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(self.0.join("program")) } else { Err(format!("does not compile:\n{said}")) }
    }

    /// LLVM's linker as Rust brings it, under a name. False where Rust has none.
    fn install_lld(&self, name: &str) -> Result<bool, String> {
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", "target-libdir"]).current_dir(root());
        let libraries = PathBuf::from(String::from_utf8_lossy(&run(rustc, "")?.stdout).trim_end());
        let linker = libraries.with_file_name("bin").join("rust-lld");
        if !linker.is_file() {
            return Ok(false);
        }
        let script =
            format!("#!/bin/sh\n>>'{0}/used'\nexec '{1}' -flavor gnu \"$@\"\n", self.0.display(), linker.display());
        let installed = self.0.join("tools").join(name);
        std::fs::write(&installed, script).map_err(|error| error.to_string())?;
        let may_run = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&installed, may_run).map_err(|error| error.to_string())?;
        Ok(true)
    }

    fn packed(&self) -> PathBuf {
        self.0.join("libmesh_rt.packed.a")
    }
}

const HELLO: &str = "fn main() do\n  println(\"hello\")\nend\n";

fn size(path: &Path) -> Result<u64, String> {
    std::fs::metadata(path).map(|data| data.len()).map_err(|error| format!("{}: {error}", path.display()))
}

fn says_hello(binary: &Path) -> Result<(), String> {
    let output = run(Command::new(binary), "")?;
    if output.status.success() && output.stdout == b"hello\n" { Ok(()) } else { Err(format!("{output:?}")) }
}

fn hello_is_small(checkout: &Checkout) -> Result<(), String> {
    checkout.install_binutils()?;
    let hello = checkout.build(HELLO)?;
    says_hello(&hello)?;
    let bytes = size(&hello)?;
    if bytes <= MOST_BYTES { Ok(()) } else { Err(format!("hello takes {bytes} bytes, more than {MOST_BYTES}")) }
}

fn lines_of_a_crash(checkout: &Checkout) -> Result<(), String> {
    checkout.install_binutils()?;
    let source = "fn third(items :: List<Int>) -> Int do\n  let item = items[2]\n  item + 1\nend\n\n\
                  fn main() do\n  println(\"${third([1, 2])}\")\nend\n";
    let output = run(Command::new(checkout.build(source)?), "")?;
    let said = String::from_utf8_lossy(&output.stderr);
    size(&checkout.packed())?;
    let traced =
        ["Main.third/1 (program.mpl:2)", "Main.main/0 (program.mpl:7)"].iter().all(|frame| said.contains(frame));
    if traced { Ok(()) } else { Err(format!("no trace with lines:\n{said}")) }
}

/// The packed runtime is as old as the one it was made of, and kept until that is another one, older or younger.
fn packed_anew(checkout: &Checkout) -> Result<(), String> {
    checkout.install_binutils()?;
    let age = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified()).map_err(|error| error.to_string());
    let archive = checkout.0.join("libmesh_rt.a");
    for built in [SystemTime::now(), SystemTime::now() - Duration::from_secs(3600)] {
        let file = std::fs::File::options().append(true).open(&archive).map_err(|error| error.to_string())?;
        file.set_modified(built).map_err(|error| error.to_string())?;
        says_hello(&checkout.build(HELLO)?)?;
        if age(&checkout.packed())? != age(&archive)? {
            return Err("the packed runtime has another age".to_owned());
        }
        let made = std::fs::metadata(checkout.packed()).and_then(|data| data.created()).ok();
        says_hello(&checkout.build(HELLO)?)?;
        if made != std::fs::metadata(checkout.packed()).and_then(|data| data.created()).ok() {
            return Err("packed again although nothing changed".to_owned());
        }
    }
    if size(&checkout.packed())? * 2 > size(&archive)? { Err("it is hardly smaller".to_owned()) } else { Ok(()) }
}

fn without_binutils(checkout: &Checkout) -> Result<(), String> {
    checkout.install("cc", "cc")?;
    checkout.install("ld", "ld")?;
    says_hello(&checkout.build(HELLO)?)?;
    if checkout.packed().exists() { Err("packed without objcopy".to_owned()) } else { Ok(()) }
}

/// LLVM's linker as Rust brings it, installed as Debian names it.
fn linker_with_a_version(checkout: &Checkout) -> Result<(), String> {
    checkout.install_binutils()?;
    // Only what it is called says what it is.
    if !checkout.install_lld("ld.lld-19")? {
        return Ok(());
    }
    says_hello(&checkout.build(HELLO)?)?;
    if checkout.0.join("used").exists() { Ok(()) } else { Err("ld.lld-19 was not used".to_owned()) }
}

/// The one that is asked for, in release builds, too; one that is not there is told.
fn linker_by_name(checkout: &Checkout) -> Result<(), String> {
    checkout.install_binutils()?;
    let release = |linker| checkout.build_by(Some(linker), &["--release", "--no-cache"], HELLO);
    let refused = release("no-linker").err().unwrap_or_default();
    if !refused.contains("MESH_LINKER names `no-linker`, which is no program here") {
        return Err(format!("it says: {refused}"));
    }
    if checkout.install_lld("my-linker")? {
        says_hello(&release("my-linker")?)?;
        if !checkout.0.join("used").exists() {
            return Err("my-linker was not used".to_owned());
        }
    }
    Ok(())
}

/// What another machine needs and is not there is told, and how to get it.
fn for_another_machine(checkout: &Checkout) -> Result<(), String> {
    const OTHER: &str =
        if cfg!(target_arch = "aarch64") { "x86_64-unknown-linux-gnu" } else { "aarch64-unknown-linux-gnu" };
    checkout.install_binutils()?;
    let refused = |target: &str, expected: &[&str]| {
        let told = checkout.build_by(None, &["--no-cache", "--target", target], HELLO).err().unwrap_or_default();
        let missing = expected.iter().find(|text| !told.contains(**text));
        missing.map_or(Ok(()), |text| Err(format!("no `{text}` in: {told}")))
    };
    refused(
        "riscv64gc-unknown-linux-gnu",
        &["programs can be compiled for x86_64-unknown-linux-gnu, aarch64-unknown"],
    )?;
    refused(OTHER, &[&format!("`make runtime TRIPLE={OTHER}` makes it")])?;
    let place = checkout.0.join(OTHER);
    std::fs::create_dir(&place).map_err(|error| error.to_string())?;
    std::fs::copy(checkout.0.join("libmesh_rt.a"), place.join("libmesh_rt.a")).map_err(|error| error.to_string())?;
    let help = format!("Install a C compiler for {OTHER}, in Debian the package gcc-");
    refused(OTHER, &["linux-gnu-gcc`, which links programs: ", &help])
}

/// It asks a server for an answer by the name of its host, then crashes.
const ASKS: &str = r#"
fn served(router :: Router) do
  case HTTP.serve_on(router, "127.0.0.1", 0) do
    Ok(_) -> ()
    Err(error) -> panic(error)
  end
end

fn main() do
  let me = self()
  let router =
    HTTP.router()
    |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
    |> HTTP.on_listen(fn _, port -> send(me, port) end)
  spawn(fn -> served(router) end)
  receive do
    port -> println("${Http.get("http://localhost:${port}/") |> Result.map(fn answer -> answer.status end)}")
  end
  panic("on purpose")
end
"#;

/// It needs no file of the machine, not even a loader, and does the same.
fn static_executable(checkout: &Checkout) -> Result<(), String> {
    checkout.install_binutils()?;
    for options in [&["--static"][..], &["--static", "--release"]] {
        let binary = checkout.build_by(None, options, ASKS)?;
        let mut readelf = Command::new("readelf");
        readelf.arg("-lW").arg(&binary);
        let segments = String::from_utf8_lossy(&run(readelf, "")?.stdout).into_owned();
        if !segments.contains("LOAD") || segments.contains("INTERP") {
            return Err(format!("{options:?}: it asks for a loader:\n{segments}"));
        }
        let output = run(Command::new(&binary), "")?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.stdout != b"Ok(200)\n" || !said.contains("(program.mpl:19)") {
            return Err(format!("{options:?}: {output:?}"));
        }
    }
    Ok(())
}
