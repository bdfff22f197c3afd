//! Immortal objects in the data section: string literals, atoms, closures that capture nothing; and where the constants of
//! the program are kept.

use std::collections::HashMap;
use std::sync::Arc;

use inkwell::GlobalVisibility;
use inkwell::module::Linkage;
use inkwell::values::{BasicValueEnum, GlobalValue, PointerValue};
use mesh_abi::{ClosureObjectFields, IMMORTAL, ObjectFields, StringObjectFields};
use mesh_common::Symbol;
use mesh_ir::ir::{ConstId, FuncId, TyId};

use crate::module::{Codegen, own_symbol};

/// Constants already in the module.
pub(crate) struct Constants<'ctx> {
    strings: HashMap<String, PointerValue<'ctx>>,
    /// By the address of the bytes, which the program holds.
    bytes: HashMap<*const u8, PointerValue<'ctx>>,
    atoms: HashMap<Symbol, PointerValue<'ctx>>,
    closures: HashMap<FuncId, PointerValue<'ctx>>,
    texts: HashMap<String, PointerValue<'ctx>>,
    places: HashMap<ConstId, PointerValue<'ctx>>,
    pub empty_lists: HashMap<TyId, PointerValue<'ctx>>,
    /// Whether the module is the whole program.
    is_whole: bool,
}

impl Constants<'_> {
    /// None yet. `is_whole`: no other module has any.
    pub fn new(is_whole: bool) -> Self {
        Self {
            strings: HashMap::new(),
            bytes: HashMap::new(),
            atoms: HashMap::new(),
            closures: HashMap::new(),
            texts: HashMap::new(),
            places: HashMap::new(),
            empty_lists: HashMap::new(),
            is_whole,
        }
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// An immortal string object.
    pub fn string_literal(&mut self, text: &str) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.strings.get(text) {
            return known;
        }
        let desc = self.string_desc();
        let object = self.bytes_object(text.as_bytes(), desc, "str").as_pointer_value();
        self.constants.strings.insert(text.to_owned(), object);
        object
    }

    /// An immortal bytes object.
    pub fn bytes_constant(&mut self, bytes: &Arc<[u8]>) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.bytes.get(&bytes.as_ptr()) {
            return known;
        }
        let desc = self.bytes_desc();
        let object = self.bytes_object(bytes, desc, "bytes").as_pointer_value();
        self.constants.bytes.insert(bytes.as_ptr(), object);
        object
    }

    /// The one object that stands for an atom, whose address is compared: modules that know it share it.
    pub fn atom_object(&mut self, name: Symbol) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.atoms.get(&name) {
            return known;
        }
        let desc = self.string_desc();
        let value = self.bytes_value(name.as_str().as_bytes(), desc);
        let global = self.module.add_global(value.get_type(), None, &format!("atom.{name}"));
        global.set_initializer(&value);
        global.set_constant(true);
        self.share(global, Linkage::Private, self.program.continues);
        let object = global.as_pointer_value();
        self.constants.atoms.insert(name, object);
        object
    }

    /// Bytes behind the header of a string, which bytes objects have, too.
    fn bytes_object(&mut self, bytes: &[u8], desc: PointerValue<'ctx>, name: &str) -> GlobalValue<'ctx> {
        let value = self.bytes_value(bytes, desc);
        self.add_constant(name, value, false)
    }

    fn bytes_value(&self, bytes: &[u8], desc: PointerValue<'ctx>) -> BasicValueEnum<'ctx> {
        let len = self.int(bytes.len() as u64);
        let object = StringObjectFields { object: self.header(desc), len: len.into() };
        let [object, len] = object.in_order();
        let bytes = self.context.const_string(bytes, false).into();
        self.const_fields(&[object, len, bytes])
    }

    /// Where the words of a constant of the program are once it is computed.
    pub fn constant_place(&mut self, id: ConstId) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.places.get(&id) {
            return known;
        }
        let constant = &self.program.constants[id];
        let words = self.plan.layouts.words(constant.ty).len() as u32;
        let ty = self.context.i64_type().array_type(words);
        let symbol = constant.init.map(|init| self.plan.symbols[init].as_str()).unwrap_or_default();
        let name = constant.shared.clone().unwrap_or_else(|| format!("constant.{symbol}"));
        // The value of an earlier program may be there at more than one type of messages to the same actor.
        let known = if constant.init.is_none() { self.module.get_global(&name) } else { None };
        let global = known.unwrap_or_else(|| self.module.add_global(ty, None, &name));
        if constant.init.is_some() {
            global.set_initializer(&ty.const_zero());
            self.share(global, Linkage::Internal, constant.shared.is_some());
        }
        let place = global.as_pointer_value();
        self.constants.places.insert(id, place);
        place
    }

    /// Lets the modules of the program have one of something, and with `wide` those of all programs of the process. What was
    /// local once is never looked for elsewhere: the linkage is said once.
    fn share(&self, global: GlobalValue<'ctx>, otherwise: Linkage, wide: bool) {
        let is_shared = wide || !self.constants.is_whole;
        global.set_linkage(if is_shared { Linkage::LinkOnceODR } else { otherwise });
        if is_shared && !wide {
            global.set_visibility(GlobalVisibility::Hidden);
        }
    }

    /// The header of an immortal object.
    pub fn header(&self, desc: PointerValue<'ctx>) -> BasicValueEnum<'ctx> {
        let word = self.context.i32_type();
        let count = word.const_int(u64::from(IMMORTAL), false).into();
        let header = ObjectFields { count, tag: word.const_zero().into(), desc: desc.into() };
        self.const_fields(&header.in_order())
    }

    /// A closure object without captured values.
    pub fn static_closure(&mut self, function: FuncId) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.closures.get(&function) {
            return known;
        }
        let desc = self.closure_desc(function);
        let code = self.mesh_function(function).as_global_value().as_pointer_value();
        let closure = ClosureObjectFields { object: self.header(desc), code: code.into() };
        let value = self.const_fields(&closure.in_order());
        let name = format!("closure.{}", self.program.functions[function].name);
        let object = self.add_constant(&name, value, false).as_pointer_value();
        self.constants.closures.insert(function, object);
        object
    }

    /// Bare UTF-8 bytes, without an object around them.
    pub fn static_text(&mut self, text: &str) -> PointerValue<'ctx> {
        if let Some(&known) = self.constants.texts.get(text) {
            return known;
        }
        let bytes = self.context.const_string(text.as_bytes(), false);
        let global = self.add_constant("text", bytes.into(), true).as_pointer_value();
        self.constants.texts.insert(text.to_owned(), global);
        global
    }

    /// A private constant. `mergeable`: its address does not matter.
    pub fn add_constant(&self, name: &str, value: BasicValueEnum<'ctx>, mergeable: bool) -> GlobalValue<'ctx> {
        let global = self.module.add_global(value.get_type(), None, &own_symbol(name));
        global.set_initializer(&value);
        self.make_constant(global, mergeable);
        global
    }

    /// Says that a global is a private constant.
    pub fn make_constant(&self, global: GlobalValue<'ctx>, mergeable: bool) {
        global.set_constant(true);
        global.set_linkage(Linkage::Private);
        global.set_unnamed_addr(mergeable);
    }
}
