//! Changing a value of a map in its place. Looking for a key is the runtime's matter.

use inkwell::IntPredicate;
use inkwell::values::PointerValue;
use mesh_abi::{OWN, RuntimeFn, TableObject, WORD_BYTES};
use mesh_ir::ir::{Prim, Ty, TyId, Var};

use crate::function::Emitter;
use crate::module::{Built, Words, describe};

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// An operation on a map; `ty` is the type of its result. Nothing when it is another operation.
    pub fn map_prim(&mut self, prim: Prim, args: &[Var], ty: TyId) -> Option<Words<'ctx>> {
        Some(match prim {
            Prim::MapOwn => vec![self.map_own(self.ptr(args[0])).into()],
            Prim::MapLift => {
                let place = self.map_value(args[0], args[1]);
                let words = self.cg.load_words(ty, place);
                if !self.cg.layouts.is_scalar(ty) {
                    let nothing: Words<'ctx> = words.iter().map(|word| word.get_type().const_zero()).collect();
                    self.cg.store_words(place, &nothing);
                }
                words
            }
            Prim::MapFill => {
                let place = self.map_value(args[0], args[1]);
                self.cg.store_words(place, self.words(args[2]));
                self.words(args[0]).to_vec()
            }
            _ => return None,
        })
    }

    /// The map itself when nobody else holds it.
    fn map_own(&mut self, map: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let cg = &self.cg;
        let signature = cg.ptr_type().fn_type(&[cg.ptr_type().into()], false);
        let helper = cg.helper("mesh.own.map", signature, |helper| {
            let map = helper.get_first_param().expect("one parameter").into_pointer_value();
            let is_own = cg.compare(IntPredicate::EQ, cg.load_int(map), cg.int(OWN));
            let own = cg.unless(helper, is_own, map, || cg.remade(RuntimeFn::MapOwn, map));
            cg.builder.build_return(Some(&own)).built();
        });
        cg.call_helper(helper, &[map.into()]).try_as_basic_value().unwrap_basic().into_pointer_value()
    }

    /// Where the value of an entry lies: behind its hash and its key. A place is the number of the words before the entry.
    fn map_value(&self, map: Var, place: Var) -> PointerValue<'ctx> {
        let cg = &self.cg;
        let Ty::Map(key, _) = cg.program.types[self.ty(map)] else {
            panic!("{}: an entry of {}", self.function.name, describe(cg.program, self.ty(map)))
        };
        let entries = cg.load_ptr(cg.byte_offset(self.ptr(map), TableObject::OFFSETS.entries));
        let word = cg.context.i64_type();
        // SAFETY: there is an entry at the place.
        let entry = unsafe { cg.builder.build_in_bounds_gep(word, entries, &[self.int(place)], "").built() };
        cg.byte_offset(entry, WORD_BYTES * (1 + cg.layouts.words(key).len() as u64))
    }
}
