//! Static descriptions of types for the runtime: `ValueDesc`, `ObjectDesc` and `VariantDesc` of `mesh-abi`.

use std::collections::HashMap;

use inkwell::module::Linkage;
use inkwell::types::BasicTypeEnum;
use inkwell::values::{BasicValueEnum, GlobalValue, PointerValue, StructValue};
use mesh_abi::{
    ObjectDesc, ObjectDescFields, ObjectKind, StaticStr, StaticStrFields, ValueDesc, ValueDescFields, ValueShape,
    VariantDesc, VariantDescFields,
};
use mesh_common::{Idx as _, Symbol};
use mesh_ir::ir::{ExternId, FuncId, Program, Ty, TyId};
use mesh_ir::layout::{Repr, Word, fields};

use crate::module::{Codegen, own_symbol};

/// Descriptors already in the module. Types are recursive: a descriptor is registered before it is filled.
#[derive(Default)]
pub(crate) struct Descriptors<'ctx> {
    values: HashMap<TyId, PointerValue<'ctx>>,
    objects: HashMap<TyId, PointerValue<'ctx>>,
    closures: HashMap<FuncId, PointerValue<'ctx>>,
    string: Option<PointerValue<'ctx>>,
    bytes: Option<PointerValue<'ctx>>,
    kinds: HashMap<Vec<Word>, PointerValue<'ctx>>,
    pub foreign: HashMap<ExternId, PointerValue<'ctx>>,
}

/// One variant before it is written down.
struct Variant {
    name: Symbol,
    fields: Vec<TyId>,
    field_names: Option<Vec<Symbol>>,
    /// Where its words lie in a value that is `Tagged`.
    places: Vec<usize>,
}

impl<'ctx> Codegen<'ctx, '_> {
    /// The `ValueDesc` of a type.
    pub fn value_desc(&mut self, ty: TyId) -> PointerValue<'ctx> {
        if let Some(&known) = self.descriptors.values.get(&ty) {
            return known;
        }
        let global = self.declare_desc("value_desc", self.shared_type::<ValueDesc>());
        self.descriptors.values.insert(ty, global.as_pointer_value());
        let name = &self.plan.type_names[ty.index()];
        // The rest is that of the type whose values they are.
        let ty = if let Ty::Exact { of, .. } = &self.program.types[ty] { *of } else { ty };
        let words = self.layouts.words(ty).to_vec();
        let object = match self.shape(ty) {
            ValueShape::Unit
            | ValueShape::Int
            | ValueShape::Float
            | ValueShape::Bool
            | ValueShape::Atom
            | ValueShape::Pid => self.ptr_type().const_null(),
            _ => self.object_desc(ty),
        };
        let value = ValueDescFields {
            shape: self.u32(self.shape(ty) as u64),
            words: self.u32(words.len() as u64),
            kinds: self.word_kinds(&words).into(),
            object: object.into(),
            type_id: self.int(fnv1a(name)).into(),
            name: self.static_str(name),
            cache: self.ptr_type().const_null().into(),
        };
        let value = self.const_fields(&value.in_order());
        // The runtime fills `cache`.
        global.set_constant(false);
        global.set_initializer(&value);
        global.as_pointer_value()
    }

    fn shape(&self, ty: TyId) -> ValueShape {
        match (self.repr(ty), &self.program.types[ty]) {
            (Repr::Unit, _) => ValueShape::Unit,
            (Repr::Unboxed, _) => ValueShape::Unboxed,
            (Repr::Enum, _) => ValueShape::Enum,
            (Repr::Tagged, _) => ValueShape::Tagged,
            (Repr::Nullable { .. }, _) => ValueShape::Nullable,
            (_, Ty::Int) => ValueShape::Int,
            (_, Ty::Float) => ValueShape::Float,
            (_, Ty::Bool) => ValueShape::Bool,
            (_, Ty::Atom) => ValueShape::Atom,
            (_, Ty::Pid) => ValueShape::Pid,
            _ => ValueShape::Boxed,
        }
    }

    /// The `ObjectDesc` of a type whose values are objects (or, for unboxed ones, lie like an object's fields).
    pub fn object_desc(&mut self, ty: TyId) -> PointerValue<'ctx> {
        if matches!(self.program.types[ty], Ty::String) {
            return self.string_desc();
        }
        if let Some(&known) = self.descriptors.objects.get(&ty) {
            return known;
        }
        let global = self.declare_desc("object_desc", self.shared_type::<ObjectDesc>());
        self.descriptors.objects.insert(ty, global.as_pointer_value());
        let program = self.program;
        let name = &self.plan.type_names[ty.index()];
        let (kind, args) = match &program.types[ty] {
            Ty::List(item) => (ObjectKind::List, vec![*item]),
            Ty::Map(key, value) => (ObjectKind::Map, vec![*key, *value]),
            Ty::Set(item) => (ObjectKind::Set, vec![*item]),
            Ty::Fn { .. } => (ObjectKind::Closure, Vec::new()),
            // Only the runtime makes such objects, with descriptors of its own.
            Ty::Opaque { .. } => (ObjectKind::Resource, Vec::new()),
            _ => (ObjectKind::Record, Vec::new()),
        };
        let mut variants = variants(program, ty);
        if matches!(self.repr(ty), Repr::Tagged) {
            for (number, variant) in variants.iter_mut().enumerate() {
                variant.places = self.layouts.tagged_places(program, ty, number as u32);
            }
        }
        self.fill_object_desc(global, kind, name, &variants, &args);
        global.as_pointer_value()
    }

    /// The descriptor of strings, which exists even when no type table mentions them.
    pub fn string_desc(&mut self) -> PointerValue<'ctx> {
        if let Some(known) = self.descriptors.string {
            return known;
        }
        let global = self.declare_desc("string_desc", self.shared_type::<ObjectDesc>());
        self.descriptors.string = Some(global.as_pointer_value());
        self.fill_object_desc(global, ObjectKind::String, "String", &[], &[]);
        global.as_pointer_value()
    }

    /// The descriptor of bytes that are constants; the runtime has its own for those that it makes.
    pub fn bytes_desc(&mut self) -> PointerValue<'ctx> {
        if let Some(known) = self.descriptors.bytes {
            return known;
        }
        let global = self.declare_desc("bytes_desc", self.shared_type::<ObjectDesc>());
        self.descriptors.bytes = Some(global.as_pointer_value());
        self.fill_object_desc(global, ObjectKind::Bytes, "Bytes", &[], &[]);
        global.as_pointer_value()
    }

    /// The descriptor of one function's closures: it knows the captured values.
    pub fn closure_desc(&mut self, function: FuncId) -> PointerValue<'ctx> {
        if let Some(&known) = self.descriptors.closures.get(&function) {
            return known;
        }
        let global = self.declare_desc("closure_desc", self.shared_type::<ObjectDesc>());
        self.descriptors.closures.insert(function, global.as_pointer_value());
        let name = self.program.functions[function].name;
        let fields = self.plan.captures.get(&function).cloned().unwrap_or_default();
        let variant = Variant { name, fields, field_names: None, places: Vec::new() };
        self.fill_object_desc(global, ObjectKind::Closure, name.as_str(), &[variant], &[]);
        global.as_pointer_value()
    }

    fn fill_object_desc(
        &mut self,
        global: GlobalValue<'ctx>,
        kind: ObjectKind,
        name: &str,
        variants: &[Variant],
        args: &[TyId],
    ) {
        let described: Vec<_> = variants.iter().map(|variant| self.variant_desc(variant)).collect();
        let table = self.shared_type::<VariantDesc>().into_struct_type().const_array(&described);
        let value = ObjectDescFields {
            kind: self.u32(kind as u64),
            variant_count: self.u32(variants.len() as u64),
            variants: self.table(table.into(), described.is_empty()),
            name: self.static_str(name),
            args: self.value_descs(args),
            arg_count: self.int(args.len() as u64).into(),
        };
        global.set_initializer(&self.const_fields(&value.in_order()));
    }

    fn variant_desc(&mut self, variant: &Variant) -> StructValue<'ctx> {
        let words: Vec<Word> = variant.fields.iter().flat_map(|&field| self.layouts.words(field)).copied().collect();
        let pointers = words.iter().filter(|word| **word == Word::Ptr).count();
        let field_names = match &variant.field_names {
            None => self.ptr_type().const_null().into(),
            Some(names) => {
                let names: Vec<_> =
                    names.iter().map(|name| self.static_str(name.as_str()).into_struct_value()).collect();
                let table = self.shared_type::<StaticStr>().into_struct_type().const_array(&names);
                self.table(table.into(), names.is_empty())
            }
        };
        let byte = self.context.i8_type();
        let places: Vec<_> = variant.places.iter().map(|&place| byte.const_int(place as u64, false)).collect();
        let places = byte.const_array(&places);
        let value = VariantDescFields {
            name: self.static_str(variant.name.as_str()),
            words: self.u32(words.len() as u64),
            field_count: self.u32(variant.fields.len() as u64),
            pointers: self.u32(pointers as u64),
            kinds: self.word_kinds(&words).into(),
            fields: self.value_descs(&variant.fields),
            field_names,
            places: self.table(places.into(), variant.places.is_empty()),
        };
        self.const_fields(&value.in_order()).into_struct_value()
    }

    /// An array of pointers to the `ValueDesc`s of some types.
    fn value_descs(&mut self, types: &[TyId]) -> BasicValueEnum<'ctx> {
        let descs: Vec<_> = types.iter().map(|&ty| self.value_desc(ty)).collect();
        let table = self.ptr_type().const_array(&descs);
        self.table(table.into(), descs.is_empty())
    }

    /// A private array, or null when it is empty.
    pub fn table(&self, array: BasicValueEnum<'ctx>, empty: bool) -> BasicValueEnum<'ctx> {
        if empty {
            return self.ptr_type().const_null().into();
        }
        self.add_constant("table", array, true).as_pointer_value().into()
    }

    fn word_kinds(&mut self, words: &[Word]) -> PointerValue<'ctx> {
        if words.is_empty() {
            return self.ptr_type().const_null();
        }
        if let Some(&known) = self.descriptors.kinds.get(words) {
            return known;
        }
        let byte = self.context.i8_type();
        let kinds: Vec<_> = words.iter().map(|word| byte.const_int(word.kind() as u64, false)).collect();
        let table = self.add_constant("kinds", byte.const_array(&kinds).into(), true).as_pointer_value();
        self.descriptors.kinds.insert(words.to_vec(), table);
        table
    }

    fn declare_desc(&self, name: &str, ty: BasicTypeEnum<'ctx>) -> GlobalValue<'ctx> {
        let global = self.module.add_global(ty, None, &own_symbol(name));
        global.set_constant(true);
        global.set_linkage(Linkage::Private);
        global
    }

    pub fn u32(&self, value: u64) -> BasicValueEnum<'ctx> {
        self.context.i32_type().const_int(value, false).into()
    }

    pub fn static_str(&mut self, text: &str) -> BasicValueEnum<'ctx> {
        let bytes = self.static_text(text);
        let text = StaticStrFields { bytes: bytes.into(), len: self.int(text.len() as u64).into() };
        self.const_fields(&text.in_order())
    }
}

fn variants(program: &Program, ty: TyId) -> Vec<Variant> {
    match &program.types[ty] {
        Ty::Tuple(_) => {
            vec![Variant {
                name: Symbol::new(""),
                fields: fields(program, ty, 0),
                field_names: None,
                places: Vec::new(),
            }]
        }
        Ty::Struct { name, fields: named } => vec![Variant {
            name: *name,
            fields: fields(program, ty, 0),
            field_names: Some(named.iter().map(|(name, _)| *name).collect()),
            places: Vec::new(),
        }],
        Ty::Sum { variants, .. } => variants
            .iter()
            .map(|(name, fields)| Variant {
                name: *name,
                fields: fields.clone(),
                field_names: None,
                places: Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// FNV-1a, 64 bit.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
