//! Stacks of running actors, also where a signal interrupted them: found by the tables that crashes use, without an allocation, a lock or
//! a look at memory that is not the actor's stack.

use std::ffi::{c_int, c_void};
use std::ops::Range;

use framehop::{ExplicitModuleSectionInfo, FrameAddress, Module, Unwinder as _};

use super::super::body::Body;
use crate::machine::{Cache, Registers, Unwinder};

/// No more addresses of a stack are looked at.
pub const DEPTH: usize = 256;

/// What is known of the program and its libraries.
pub struct Stacks(Unwinder);

impl Stacks {
    /// What is loaded now.
    pub fn of_this_process() -> Stacks {
        let mut unwinder = Unwinder::new();
        // SAFETY: the function gets the pointer that is given here, and nobody else has it meanwhile.
        unsafe { libc::dl_iterate_phdr(Some(add), (&raw mut unwinder).cast()) };
        Stacks(unwinder)
    }

    /// The addresses behind the calls on the stack of an actor, innermost first; gives how many. Where it does not run on its own stack now,
    /// the only one is that of the function that it began with.
    pub fn of(&self, body: &Body, registers: Registers, cache: &mut Cache, into: &mut [usize; DEPTH]) -> usize {
        let sp = registers.stack_pointer();
        let Some(stack) =
            body.seat.as_ref().map(|seat| seat.stack.range()).filter(|stack| stack.contains(&(sp as usize)))
        else {
            into[0] = body.code + 1;
            return usize::from(body.code != 0);
        };
        let mut read = |address: u64| {
            let place = address as usize;
            let is_there = place.is_multiple_of(8) && place >= sp as usize && place.saturating_add(8) <= stack.end;
            // SAFETY: a word of the actor's stack, in use, which no one else writes to meanwhile.
            if is_there { Ok(unsafe { (place as *const u64).read_volatile() }) } else { Err(()) }
        };
        let (ip, words) = (registers.instruction_pointer(), registers.for_unwinding());
        let mut frames = self.0.iter_frames(ip, words, cache, &mut read);
        let mut depth = 0;
        while depth < DEPTH
            && let Ok(Some(frame)) = frames.next()
        {
            into[depth] = match frame {
                FrameAddress::InstructionPointer(ip) => ip as usize + 1,
                FrameAddress::ReturnAddress(address) => address.get() as usize,
            };
            depth += 1;
        }
        depth
    }
}

/// A part of a module in memory.
fn bytes(range: Range<u64>) -> &'static [u8] {
    // SAFETY: a part of a segment that is loaded, and read only.
    unsafe { std::slice::from_raw_parts(range.start as *const u8, (range.end - range.start) as usize) }
}

/// Adds a module that is loaded.
unsafe extern "C" fn add(info: *mut libc::dl_phdr_info, _: usize, unwinder: *mut c_void) -> c_int {
    // SAFETY: by the contract of `dl_iterate_phdr`.
    let (info, unwinder) = unsafe { (&*info, &mut *unwinder.cast::<Unwinder>()) };
    // SAFETY: so many headers are there.
    let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum as usize) };
    let base = info.dlpi_addr;
    let range = |header: &libc::Elf64_Phdr| base + header.p_vaddr..base + header.p_vaddr + header.p_memsz;
    let loaded = || headers.iter().filter(|header| header.p_type == libc::PT_LOAD);
    let code = loaded().find(|header| header.p_flags & libc::PF_X != 0).map(range);
    let index = headers.iter().find(|header| header.p_type == libc::PT_GNU_EH_FRAME).map(range);
    let (Some(code), Some(index)) = (code, index) else { return 0 };
    // Its second word tells where the tables begin, relative to itself; they end with their segment at the latest.
    // SAFETY: the index is there, and begins so.
    let (kind, offset) =
        unsafe { ((index.start as *const u8).add(1).read(), (index.start as *const i32).add(1).read_unaligned()) };
    let begin = (index.start + 4).wrapping_add_signed(offset.into());
    let Some(segment) = loaded().map(range).find(|segment| segment.contains(&begin)) else { return 0 };
    const RELATIVE: u8 = 0x1B;
    if kind != RELATIVE {
        return 0;
    }
    let tables = begin..segment.end;
    let here = |range: &Range<u64>| Some(range.start - base..range.end - base);
    let sections = ExplicitModuleSectionInfo {
        text_svma: here(&code),
        text: Some(bytes(code.clone())),
        eh_frame_svma: here(&tables),
        eh_frame: Some(bytes(tables)),
        eh_frame_hdr_svma: here(&index),
        eh_frame_hdr: Some(bytes(index)),
        ..ExplicitModuleSectionInfo::default()
    };
    unwinder.add_module(Module::new(String::new(), code, base, sections));
    0
}
