//! The runtime archive made ready for linking. What cargo builds holds the libraries of the runtime in hundreds of objects,
//! most of it debug information; a program is linked twice as fast, and to a quarter of the size, with the one object that
//! is made of it here: without debug information, without what no program can reach, and with nothing visible but what
//! generated code names. Functions keep their own sections, so that the linker leaves out what a program does not use.

use std::path::Path;
use std::process::Command;

use object::{Object, ObjectSection};

use crate::link::tool;
use crate::machine::Machine;
use crate::{Error, Target};

/// Bitcode that comes with Rust's own library, for another kind of link.
const LEFT_OUT: [&str; 2] = [".llvmbc", ".llvmcmd"];

/// Sections of code in assembler have no names of their own: put together they would be kept or left out as one.
const SHARED_NAMES: [&str; 2] = [".text", ".rodata"];

/// Writes the packed form of the runtime `archive` for a target to `folder`/`name`; other files are left in `folder`, too. An error
/// when a tool of binutils is missing or refuses: programs can be linked with `archive` itself as well.
pub fn pack(target: Target, archive: &Path, folder: &Path, name: &str) -> Result<(), Error> {
    let bytes = std::fs::read(archive).map_err(|error| Error::Io(archive.to_owned(), error))?;
    let entries = entries(&bytes);
    if entries.is_empty() {
        return Err(Error::Link(format!("{} exports nothing", archive.display())));
    }
    let object = folder.join("runtime.o");
    let mut link = tool(target.tool("ld"), folder);
    link.args(["--relocatable", "--gc-sections", "--strip-debug", "--unique"]);
    link.args(SHARED_NAMES.map(|section| format!("--unique={section}")));
    link.args(entries.iter().map(|symbol| format!("--undefined={symbol}")));
    run(link.arg(archive).arg("-o").arg(&object))?;
    let mut hide = tool(target.tool("objcopy"), folder);
    hide.args(LEFT_OUT.map(|section| format!("--remove-section={section}")));
    for (at, (section, code)) in silenced(target.machine(), &object)?.into_iter().enumerate() {
        let fresh = folder.join(format!("silenced.{at}"));
        std::fs::write(&fresh, code).map_err(|error| Error::Io(fresh.clone(), error))?;
        hide.arg(format!("--remove-relocations={section}"));
        hide.arg(format!("--update-section={section}={}", fresh.display()));
    }
    hide.args(entries.iter().map(|symbol| format!("--keep-global-symbol={symbol}")));
    run(hide.arg(&object))?;
    run(tool(target.tool("ar"), folder).arg("rcs").arg(folder.join(name)).arg(&object))
}

/// The functions of an object that are to do nothing, by their sections, and the code that each becomes, as long as it was: its
/// place in the exception tables stays. It is what Rust's own library writes a trace with where a panic meets no other hook; the
/// runtime has a hook and reads lines by itself, so that all which is called from there, a sixth of a small program, would be
/// there twice. A library that names it otherwise is left as it is.
fn silenced(machine: &Machine, object: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let bytes = std::fs::read(object).map_err(|error| Error::Io(object.to_owned(), error))?;
    let file = object::File::parse(&*bytes).map_err(|error| Error::Link(format!("{}: {error}", object.display())))?;
    if file.architecture() != machine.architecture {
        return Ok(Vec::new());
    }
    let code = |section: object::Section| {
        let name = section.name().ok()?;
        let is_meant =
            ["std3sys9backtrace", "16DisplayBacktrace", "7Display3fmt"].iter().all(|part| name.contains(part));
        let size = section.size() as usize;
        if !name.starts_with(".text.") || !is_meant || size < machine.does_nothing.len() {
            return None;
        }
        let code = machine.does_nothing.iter().chain(machine.traps.iter().cycle()).take(size);
        Some((name.to_owned(), code.copied().collect()))
    };
    Ok(file.sections().filter_map(code).collect())
}

/// What generated code and the C start-up code call: `main` and the functions `mesh_*`, from the index of an archive, which
/// is its first member: a header of 60 bytes, how many symbols there are, a place for each, and their names.
fn entries(archive: &[u8]) -> Vec<&str> {
    const START: usize = "!<arch>\n".len() + 60;
    let number =
        |at: usize| archive.get(at..at + 4).map(|bytes| u32::from_be_bytes(bytes.try_into().expect("four bytes")));
    let index_is_first = archive.get(8..24) == Some(b"/               ");
    let Some(count) = number(START).filter(|_| index_is_first).map(|count| count as usize) else { return Vec::new() };
    let names = archive.get(START + 4 * (count + 1)..).unwrap_or_default();
    let names = names.split(|byte| *byte == 0).take(count).filter_map(|name| std::str::from_utf8(name).ok());
    names.filter(|name| *name == "main" || name.starts_with("mesh_")).collect()
}

fn run(command: &mut Command) -> Result<(), Error> {
    let tool = command.get_program().to_string_lossy().into_owned();
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(Error::Link(format!("{tool}: {}", String::from_utf8_lossy(&output.stderr).trim_end()))),
        Err(error) => Err(Error::Link(format!("cannot start `{tool}`: {error}"))),
    }
}
