//! What debuggers are told of types. A value has the size of its words; what lies in an actor's heap is a pointer with the name of
//! its type, to a struct that is called `<type> object`. A recursive type meets such an object again, which is then only named:
//! debuggers look for what else has that name. The printers in `editors/gdb` and `editors/lldb` read what is written here.

use std::collections::{HashMap, HashSet};

use inkwell::debug_info::{DIEnumerator, DIFile, DIFlags, DIFlagsConstants, DIScope, DIType, DebugInfoBuilder};
use mesh_abi::{ListObject, Object, RECORD_WORDS, StringObject, TableObject, WORD_BYTES};
use mesh_ir::ir::{Program, Ty, TyId};
use mesh_ir::layout::{Layouts, Repr, Word, fields};
use mesh_ir::print;

pub(crate) const WORD_BITS: u64 = WORD_BYTES * 8;

/// Debuggers know no larger ones. The rest of its word is 0.
pub(crate) const BOOL_BITS: u64 = 8;

/// Encodings of numbers in DWARF (`DW_ATE_*`).
const BOOLEAN: u32 = 0x02;
const FLOAT: u32 = 0x04;
const SIGNED: u32 = 0x05;
const UNSIGNED: u32 = 0x07;
const TEXT: u32 = 0x10;

/// The types that one module was told of.
#[derive(Default)]
pub(crate) struct Types<'ctx> {
    known: HashMap<TyId, DIType<'ctx>>,
    /// Those that are being described.
    open: HashSet<TyId>,
}

/// Describes types.
pub(crate) struct Describer<'a, 'ctx> {
    pub builder: &'a DebugInfoBuilder<'ctx>,
    pub scope: DIScope<'ctx>,
    pub file: DIFile<'ctx>,
    pub program: &'a Program,
    pub layouts: &'a Layouts,
    pub types: &'a mut Types<'ctx>,
}

/// A part of a struct.
struct Member<'ctx> {
    name: String,
    /// In bytes.
    at: u64,
    bits: u64,
    ty: DIType<'ctx>,
}

impl<'ctx> Describer<'_, 'ctx> {
    /// The type of a value.
    pub fn of(&mut self, ty: TyId) -> DIType<'ctx> {
        if let Some(&known) = self.types.known.get(&ty) {
            return known;
        }
        let name = print::ty(self.program, ty);
        if !self.types.open.insert(ty) {
            let flags = DIFlags::FWD_DECL;
            let object = self.structure(&object_name(&name), 0, flags, &[]);
            return self.pointer(&name, object);
        }
        let described = self.describe(ty, &name);
        self.types.open.remove(&ty);
        self.types.known.insert(ty, described);
        described
    }

    fn describe(&mut self, ty: TyId, name: &str) -> DIType<'ctx> {
        match &self.program.types[ty] {
            Ty::Int => self.number(name, SIGNED, WORD_BITS),
            Ty::Float => self.number(name, FLOAT, WORD_BITS),
            Ty::Bool => self.number(name, BOOLEAN, BOOL_BITS),
            Ty::Pid => self.number(name, UNSIGNED, WORD_BITS),
            Ty::Unit => self.structure(name, 0, DIFlags::ZERO, &[]),
            Ty::Atom | Ty::String => self.text(name),
            Ty::List(item) => self.list(name, *item),
            Ty::Map(key, value) => self.table(name, *key, Some(*value)),
            Ty::Set(key) => self.table(name, *key, None),
            Ty::Tuple(_) | Ty::Struct { .. } => self.record(ty, name),
            Ty::Sum { variants, .. } => {
                let variants: Vec<&str> = variants.iter().map(|(name, _)| name.as_str()).collect();
                self.sum(ty, name, &variants)
            }
            Ty::Fn { .. } | Ty::Opaque { .. } | Ty::Token { .. } | Ty::Exact { .. } => self.object(name, &[]),
        }
    }

    fn number(&self, name: &str, encoding: u32, bits: u64) -> DIType<'ctx> {
        let number = self.builder.create_basic_type(name, bits, encoding, DIFlags::ZERO);
        number.expect("a type has a name").as_type()
    }

    fn length(&self) -> DIType<'ctx> {
        self.number("Int", SIGNED, WORD_BITS)
    }

    /// The names of variants, by their numbers.
    fn enumeration(&self, name: &str, bits: u64, variants: &[&str]) -> DIType<'ctx> {
        let variant = |(number, name): (usize, &&str)| self.builder.create_enumerator(name, number as i64, true);
        let variants: Vec<DIEnumerator<'ctx>> = variants.iter().enumerate().map(variant).collect();
        let (scope, inner) = (self.scope, self.number("number", UNSIGNED, bits));
        let (bits, align) = (bits, bits as u32);
        self.builder.create_enumeration_type(scope, name, self.file, 0, bits, align, &variants, inner).as_type()
    }

    /// A pointer with the name of a Mesh type.
    fn pointer(&self, name: &str, to: DIType<'ctx>) -> DIType<'ctx> {
        let pointer = self.plain_pointer(to);
        self.builder.create_typedef(pointer, name, self.file, 0, self.scope, 0).as_type()
    }

    fn plain_pointer(&self, to: DIType<'ctx>) -> DIType<'ctx> {
        let space = inkwell::AddressSpace::default();
        self.builder.create_pointer_type("", to, WORD_BITS, WORD_BITS as u32, space).as_type()
    }

    fn structure(&self, name: &str, bits: u64, flags: DIFlags, members: &[Member<'ctx>]) -> DIType<'ctx> {
        let (scope, file, align, members) = (self.scope, self.file, WORD_BITS as u32, self.members(members));
        let made =
            self.builder.create_struct_type(scope, name, file, 0, bits, align, flags, None, &members, 0, None, "");
        made.as_type()
    }

    /// A pointer to an object of a Mesh type that has these parts.
    fn object(&self, name: &str, members: &[Member<'ctx>]) -> DIType<'ctx> {
        let end = |member: &Member<'ctx>| member.at * 8 + member.bits;
        let bits = members.iter().map(end).max().unwrap_or(0).max(RECORD_WORDS * 8);
        self.pointer(name, self.structure(&object_name(name), bits, DIFlags::ZERO, members))
    }

    fn text(&self, name: &str) -> DIType<'ctx> {
        let byte = self.number("byte", TEXT, 8);
        let bytes = self.builder.create_array_type(byte, 0, 8, std::slice::from_ref(&(0..0))).as_type();
        let len = self.member("len", StringObject::OFFSETS.len, self.length());
        let bytes = Member { name: "bytes".to_owned(), at: size_of::<StringObject>() as u64, bits: 0, ty: bytes };
        self.object(name, &[len, bytes])
    }

    fn list(&mut self, name: &str, item: TyId) -> DIType<'ctx> {
        let item = self.of(item);
        let len = self.member("len", ListObject::OFFSETS.len, self.length());
        let items = self.member("items", ListObject::OFFSETS.start, self.plain_pointer(item));
        self.object(name, &[len, items])
    }

    /// A map, or a set.
    fn table(&mut self, name: &str, key: TyId, value: Option<TyId>) -> DIType<'ctx> {
        // 0 where an entry was removed.
        let mut entry = vec![self.member("is_there", 0, self.length())];
        let mut at = WORD_BYTES;
        for (name, ty) in [("key", Some(key)), ("value", value)] {
            let Some(ty) = ty else { continue };
            let bits = self.bits(ty);
            entry.push(Member { name: name.to_owned(), at, bits, ty: self.of(ty) });
            at += self.bytes(ty);
        }
        let entry = self.structure(&format!("{name} entry"), at * 8, DIFlags::ZERO, &entry);
        let used = self.member("used", TableObject::OFFSETS.used, self.length());
        let entries = self.member("entries", TableObject::OFFSETS.entries, self.plain_pointer(entry));
        self.object(name, &[used, entries])
    }

    /// A tuple, or a struct.
    fn record(&mut self, ty: TyId, name: &str) -> DIType<'ctx> {
        if *self.layouts.repr(ty) == Repr::Unboxed {
            let members = self.fields(ty, 0, 0);
            return self.structure(name, self.bits(ty), DIFlags::ZERO, &members);
        }
        let members = self.fields(ty, 0, RECORD_WORDS);
        self.object(name, &members)
    }

    fn sum(&mut self, ty: TyId, name: &str, variants: &[&str]) -> DIType<'ctx> {
        let names = format!("{name} variant");
        match self.layouts.repr(ty).clone() {
            Repr::Enum => self.enumeration(name, WORD_BITS, variants),
            Repr::Nullable { some } => {
                // Which variant null is stands first, at no word of its own.
                let none = self.enumeration(&names, WORD_BITS, &variants[1 - some as usize..2 - some as usize]);
                let payload = self.fields(ty, some, 0).into_iter().map(|field| field.ty).next();
                let mut members = vec![self.member("variant", 0, none)];
                members.extend(payload.map(|payload| self.member(variants[some as usize], 0, payload)));
                self.union(name, &members)
            }
            Repr::Tagged => {
                let mut members = vec![self.member("variant", 0, self.enumeration(&names, WORD_BITS, variants))];
                for (number, variant) in variants.iter().enumerate() {
                    let places = self.layouts.tagged_places(self.program, ty, number as u32);
                    let fields = self.scattered(ty, number as u32, &places);
                    members.extend(self.variant(name, variant, 0, self.bits(ty), &fields));
                }
                self.structure(name, self.bits(ty), DIFlags::ZERO, &members)
            }
            _ => {
                let tag = self.enumeration(&names, 32, variants);
                let mut members =
                    vec![Member { name: "variant".to_owned(), at: Object::OFFSETS.tag, bits: 32, ty: tag }];
                for (number, variant) in variants.iter().enumerate() {
                    let fields = self.fields(ty, number as u32, 0);
                    let bits = fields.iter().map(|field| field.at * 8 + field.bits).max().unwrap_or(0);
                    members.extend(self.variant(name, variant, RECORD_WORDS, bits, &fields));
                }
                self.object(name, &members)
            }
        }
    }

    /// The payload of a variant, if it has one, `at` bytes behind the begin of a struct.
    fn variant(&self, name: &str, variant: &str, at: u64, bits: u64, fields: &[Member<'ctx>]) -> Option<Member<'ctx>> {
        let ty = || self.structure(&format!("{name}.{variant}"), bits, DIFlags::ZERO, fields);
        (!fields.is_empty()).then(|| Member { name: variant.to_owned(), at, bits, ty: ty() })
    }

    fn union(&self, name: &str, members: &[Member<'ctx>]) -> DIType<'ctx> {
        let (scope, file, align, members) = (self.scope, self.file, WORD_BITS as u32, self.members(members));
        self.builder.create_union_type(scope, name, file, 0, WORD_BITS, align, DIFlags::ZERO, &members, 0, "").as_type()
    }

    fn members(&self, members: &[Member<'ctx>]) -> Vec<DIType<'ctx>> {
        let (scope, file) = (self.scope, self.file);
        let member = |of: &Member<'ctx>| {
            let (bits, at) = (of.bits, of.at * 8);
            self.builder.create_member_type(scope, &of.name, file, 0, bits, 0, at, DIFlags::ZERO, of.ty).as_type()
        };
        members.iter().map(member).collect()
    }

    /// The fields of one variant, one after the other from `at` on.
    fn fields(&mut self, ty: TyId, variant: u32, mut at: u64) -> Vec<Member<'ctx>> {
        let names = self.field_names(ty);
        let mut members = Vec::new();
        for (index, field) in fields(self.program, ty, variant).into_iter().enumerate() {
            let bits = self.bits(field);
            let name = names.get(index).cloned().unwrap_or_else(|| format!("_{index}"));
            members.push(Member { name, at, bits, ty: self.of(field) });
            at += self.bytes(field);
        }
        members
    }

    /// The fields of one variant of a tagged sum, whose words lie at these places. A field whose words are apart is shown word by word.
    fn scattered(&mut self, ty: TyId, variant: u32, places: &[usize]) -> Vec<Member<'ctx>> {
        let mut members = Vec::new();
        let mut places = places.iter().copied();
        for (index, field) in fields(self.program, ty, variant).into_iter().enumerate() {
            let own: Vec<usize> = places.by_ref().take(self.layouts.words(field).len()).collect();
            let is_whole = own.windows(2).all(|pair| pair[1] == pair[0] + 1);
            if let (Some(&first), true) = (own.first(), is_whole) {
                let (at, bits) = (first as u64 * WORD_BYTES, self.bits(field));
                members.push(Member { name: format!("_{index}"), at, bits, ty: self.of(field) });
                continue;
            }
            let words = self.layouts.words(field).to_vec();
            for (part, (place, word)) in own.into_iter().zip(words).enumerate() {
                let bits = if word == Word::Bool { BOOL_BITS } else { WORD_BITS };
                let (name, at) = (format!("_{index}_{part}"), place as u64 * WORD_BYTES);
                members.push(Member { name, at, bits, ty: self.word(word) });
            }
        }
        members
    }

    fn word(&self, word: Word) -> DIType<'ctx> {
        match word {
            Word::Int => self.number("Int", SIGNED, WORD_BITS),
            Word::Float => self.number("Float", FLOAT, WORD_BITS),
            Word::Bool => self.number("Bool", BOOLEAN, BOOL_BITS),
            Word::Ptr => self.object("object", &[]),
        }
    }

    fn field_names(&self, ty: TyId) -> Vec<String> {
        match &self.program.types[ty] {
            Ty::Struct { fields, .. } => fields.iter().map(|(name, _)| name.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// One word.
    fn member(&self, name: &str, at: u64, ty: DIType<'ctx>) -> Member<'ctx> {
        Member { name: name.to_owned(), at, bits: WORD_BITS, ty }
    }

    /// What a debugger reads of a value.
    fn bits(&self, ty: TyId) -> u64 {
        if self.program.types[ty] == Ty::Bool { BOOL_BITS } else { self.bytes(ty) * 8 }
    }

    /// What a value takes in memory.
    fn bytes(&self, ty: TyId) -> u64 {
        self.layouts.words(ty).len() as u64 * WORD_BYTES
    }
}

fn object_name(name: &str) -> String {
    format!("{name} object")
}
