//! What `mesh-abi` tells, in LLVM's terms: types, structs, declarations of functions.

use inkwell::AddressSpace;
use inkwell::attributes::AttributeLoc;
use inkwell::context::Context;
use inkwell::types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum};
use inkwell::values::{BasicValueEnum, FunctionValue};
use mesh_abi::{MachineType, Property, RuntimeFn, Shared, Signature};

use crate::module::Codegen;

impl<'ctx> Codegen<'ctx, '_> {
    /// The type of something that the runtime knows, too.
    pub fn shared_type<T: Shared>(&self) -> BasicTypeEnum<'ctx> {
        machine_type(self.context, T::MACHINE)
    }

    /// A constant of fields that lie as C lays them out.
    pub fn const_fields(&self, fields: &[BasicValueEnum<'ctx>]) -> BasicValueEnum<'ctx> {
        self.context.const_struct(fields, false).into()
    }

    /// The declaration of a runtime function.
    pub fn runtime(&self, function: RuntimeFn) -> FunctionValue<'ctx> {
        let signature = function.signature();
        self.module.get_function(signature.symbol).unwrap_or_else(|| self.declare(&signature))
    }

    /// Declares a function through which the runtime and generated code call each other.
    pub fn declare(&self, signature: &Signature) -> FunctionValue<'ctx> {
        let params = signature.params.iter();
        let params: Vec<BasicMetadataTypeEnum<'ctx>> =
            params.map(|&ty| machine_type(self.context, ty).into()).collect();
        let ty = match signature.result {
            None => self.context.void_type().fn_type(&params, false),
            Some(result) => machine_type(self.context, result).fn_type(&params, false),
        };
        let value = self.module.add_function(signature.symbol, ty, None);
        match signature.property {
            Property::Plain => {}
            Property::Allocates | Property::AllocatesRarely => {
                self.add_attribute(value, AttributeLoc::Return, "noalias");
                self.add_attribute(value, AttributeLoc::Return, "nonnull");
            }
            Property::Cold | Property::NoReturn => {}
        }
        if matches!(signature.property, Property::Cold | Property::AllocatesRarely) {
            self.add_attribute(value, AttributeLoc::Function, "cold");
        }
        if signature.property == Property::NoReturn {
            self.add_crash_attributes(value);
        }
        value
    }

    /// For what never comes back.
    pub fn add_crash_attributes(&self, function: FunctionValue<'ctx>) {
        self.add_attribute(function, AttributeLoc::Function, "cold");
        self.add_attribute(function, AttributeLoc::Function, "noreturn");
        // Each place that crashes keeps its own line.
        self.add_attribute(function, AttributeLoc::Function, "nomerge");
        // Small functions with many checks are worth being put in place, too.
        let free = self.context.create_string_attribute("call-inline-cost", "0");
        function.add_attribute(AttributeLoc::Function, free);
    }
}

fn machine_type(context: &Context, ty: MachineType) -> BasicTypeEnum<'_> {
    match ty {
        MachineType::I32 => context.i32_type().into(),
        MachineType::I64 => context.i64_type().into(),
        MachineType::Ptr => context.ptr_type(AddressSpace::default()).into(),
        MachineType::Struct(fields) => {
            let fields: Vec<_> = fields.iter().map(|&field| machine_type(context, field)).collect();
            context.struct_type(&fields, false).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use mesh_abi::{
        ClosureObject, ForeignFn, ListObject, Object, ObjectDesc, StaticStr, StringObject, ValueDesc, VariantDesc,
    };

    use super::*;
    use crate::object::{Options, target_machine};

    /// LLVM puts the fields of `T` where Rust does.
    fn lies_alike<T: Shared>(offsets: &[u64]) {
        let context = Context::create();
        let target = target_machine(Options::default()).expect("this machine").get_target_data();
        let ty = machine_type(&context, T::MACHINE).into_struct_type();
        let found: Vec<u64> = (0..ty.count_fields()).filter_map(|field| target.offset_of_element(&ty, field)).collect();
        assert_eq!(found, offsets, "{}", std::any::type_name::<T>());
        assert_eq!(target.get_abi_size(&ty), size_of::<T>() as u64, "{}", std::any::type_name::<T>());
    }

    #[test]
    fn each_function_of_the_table_is_called() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = std::fs::read_dir(folder).expect("the sources").map(|entry| entry.expect("an entry").path());
        let files = files.filter(|file| file.is_file());
        let text: String = files.map(|file| std::fs::read_to_string(file).expect("a source")).collect();
        let is_called = |function: &RuntimeFn| {
            let name = format!("RuntimeFn::{function:?}");
            text.match_indices(&name).any(|(at, _)| !text[at + name.len()..].starts_with(char::is_alphanumeric))
        };
        let unused: Vec<_> = RuntimeFn::ALL.iter().filter(|function| !is_called(function)).collect();
        assert!(unused.is_empty(), "nothing calls {unused:?}");
    }

    #[test]
    fn both_sides_lay_out_alike() {
        lies_alike::<Object>(&Object::OFFSETS.in_order());
        lies_alike::<StringObject>(&StringObject::OFFSETS.in_order());
        lies_alike::<ListObject>(&ListObject::OFFSETS.in_order());
        lies_alike::<ClosureObject>(&ClosureObject::OFFSETS.in_order());
        lies_alike::<ObjectDesc>(&ObjectDesc::OFFSETS.in_order());
        lies_alike::<VariantDesc>(&VariantDesc::OFFSETS.in_order());
        lies_alike::<ValueDesc>(&ValueDesc::OFFSETS.in_order());
        lies_alike::<ForeignFn>(&ForeignFn::OFFSETS.in_order());
        lies_alike::<StaticStr>(&StaticStr::OFFSETS.in_order());
    }
}
