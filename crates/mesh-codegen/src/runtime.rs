//! The runtime functions that generated code calls beside `@extern`s, in one table. Mirrors the end of `mesh-abi`.

use inkwell::AddressSpace;
use inkwell::attributes::AttributeLoc;
use inkwell::types::{BasicMetadataTypeEnum, BasicType};
use inkwell::values::FunctionValue;

use crate::module::Codegen;

/// A runtime function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Rt {
    Alloc,
    Free,
    FreeShell,
    FreeSized,
    ListNew,
    ListDrop,
    Spawn,
    Send,
    SendChecked,
    SelfPid,
    ReceiveStart,
    ReceiveNext,
    ReceiveMessage,
    ReceiveAccept,
    ReceiveSkip,
    Crash,
    CrashStatic,
}

/// A parameter or result in a register.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reg {
    Ptr,
    Int,
}

/// What the optimiser may know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trait {
    Plain,
    /// Gives fresh memory.
    Allocates,
    /// Rarely called.
    Cold,
    /// Never comes back.
    NoReturn,
}

struct Signature {
    symbol: &'static str,
    params: &'static [Reg],
    result: Option<Reg>,
    property: Trait,
}

impl Rt {
    fn signature(self) -> Signature {
        use Reg::{Int, Ptr};
        let (symbol, params, result, property): (_, &'static [Reg], _, _) = match self {
            Rt::Alloc => ("mesh_alloc", &[Int, Ptr], Some(Ptr), Trait::Allocates),
            Rt::Free => ("mesh_free", &[Ptr], None, Trait::Cold),
            Rt::FreeShell => ("mesh_free_shell", &[Ptr], None, Trait::Plain),
            Rt::FreeSized => ("mesh_free_sized", &[Ptr, Int], None, Trait::Plain),
            Rt::ListNew => ("mesh_list_new", &[Int, Ptr], Some(Ptr), Trait::Allocates),
            Rt::ListDrop => ("mesh_list_drop", &[Ptr, Int], Some(Ptr), Trait::Plain),
            Rt::Spawn => ("mesh_spawn", &[Ptr, Ptr], Some(Int), Trait::Plain),
            Rt::Send => ("mesh_send", &[Int, Ptr, Ptr], None, Trait::Plain),
            Rt::SendChecked => ("mesh_send_checked", &[Int, Ptr, Ptr], None, Trait::Plain),
            Rt::SelfPid => ("mesh_self", &[], Some(Int), Trait::Plain),
            Rt::ReceiveStart => ("mesh_receive_start", &[Int], None, Trait::Plain),
            Rt::ReceiveNext => ("mesh_receive_next", &[], Some(Int), Trait::Plain),
            Rt::ReceiveMessage => ("mesh_receive_message", &[Ptr], None, Trait::Plain),
            Rt::ReceiveAccept => ("mesh_receive_accept", &[], None, Trait::Plain),
            Rt::ReceiveSkip => ("mesh_receive_skip", &[], None, Trait::Plain),
            Rt::Crash => ("mesh_crash", &[Ptr], None, Trait::NoReturn),
            Rt::CrashStatic => ("mesh_crash_static", &[Ptr, Int], None, Trait::NoReturn),
        };
        Signature { symbol, params, result, property }
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// The declaration of a runtime function.
    pub(crate) fn runtime(&self, function: Rt) -> FunctionValue<'ctx> {
        let signature = function.signature();
        if let Some(known) = self.module.get_function(signature.symbol) {
            return known;
        }
        let ptr = self.context.ptr_type(AddressSpace::default());
        let int = self.context.i64_type();
        let params: Vec<BasicMetadataTypeEnum<'ctx>> = signature
            .params
            .iter()
            .map(|reg| match reg {
                Reg::Ptr => BasicMetadataTypeEnum::from(ptr),
                Reg::Int => int.into(),
            })
            .collect();
        let ty = match signature.result {
            None => self.context.void_type().fn_type(&params, false),
            Some(Reg::Ptr) => ptr.as_basic_type_enum().fn_type(&params, false),
            Some(Reg::Int) => int.fn_type(&params, false),
        };
        let value = self.module.add_function(signature.symbol, ty, None);
        match signature.property {
            Trait::Plain => {}
            Trait::Allocates => {
                self.add_attribute(value, AttributeLoc::Return, "noalias");
                self.add_attribute(value, AttributeLoc::Return, "nonnull");
            }
            Trait::Cold => self.add_attribute(value, AttributeLoc::Function, "cold"),
            Trait::NoReturn => {
                self.add_attribute(value, AttributeLoc::Function, "cold");
                self.add_attribute(value, AttributeLoc::Function, "noreturn");
                // Each place that crashes keeps its own line.
                self.add_attribute(value, AttributeLoc::Function, "nomerge");
            }
        }
        value
    }
}
