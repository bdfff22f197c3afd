//! What holds for the walks over values, tried on generated ones: all kinds of objects, nested in each other.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::AtomicPtr;

use proptest::prelude::*;

use super::copy::{Fragment, Packing, Unpacking};
use super::equal::{Equality, equal};
use super::hash::{Hashing, hash};
use super::tests::with_heap;
use super::{alloc, describe, list, release, show, string, table};
use crate::abi::{
    Object, ObjectDesc, ObjectKind, StaticStr, ValueDesc, ValueShape, VariantDesc, WordKind, payload_free,
};
use crate::turn::{Steps, Turn};

/// What a value stands for: two values are equal when these are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Model {
    Empty,
    Int(i64),
    /// A half of it.
    Float(i8),
    Text(String),
    List(Vec<Model>),
    Map(BTreeMap<Model, Model>),
    Set(BTreeSet<Model>),
    Pair(Box<Model>, Box<Model>),
}

fn model() -> impl Strategy<Value = Model> {
    let leaf = prop_oneof![
        Just(Model::Empty),
        (0i64..3).prop_map(Model::Int),
        (-1i8..2).prop_map(Model::Float),
        "[ab]{0,2}".prop_map(Model::Text),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Model::List),
            prop::collection::btree_map(inner.clone(), inner.clone(), 0..4).prop_map(Model::Map),
            prop::collection::btree_set(inner.clone(), 0..4).prop_map(Model::Set),
            (inner.clone(), inner).prop_map(|(a, b)| Model::Pair(Box::new(a), Box::new(b))),
        ]
    })
}

const fn text(text: &'static str) -> StaticStr {
    StaticStr { bytes: text.as_ptr(), len: text.len() as u64 }
}

const NAMES: [&str; 8] = ["Empty", "Int", "Float", "Text", "List", "Map", "Set", "Pair"];

/// The descriptor of the sum type that models stand for, as the compiler would write it.
fn desc() -> &'static ValueDesc {
    static DESC: OnceLock<&'static ValueDesc> = OnceLock::new();
    DESC.get_or_init(|| {
        let object: &'static mut ObjectDesc = Box::leak(Box::new(ObjectDesc {
            kind: ObjectKind::Record,
            variant_count: 8,
            variants: std::ptr::null(),
            name: text("V"),
            args: std::ptr::null(),
            arg_count: 0,
        }));
        let object: *mut ObjectDesc = object;
        let value: &'static ValueDesc = Box::leak(Box::new(word(ValueShape::Boxed, &WordKind::Ptr, object)));
        let boxed =
            |object| -> &'static ValueDesc { Box::leak(Box::new(word(ValueShape::Boxed, &WordKind::Ptr, object))) };
        let fields: [&[&'static ValueDesc]; 8] = [
            &[],
            &[&describe::INT],
            &[Box::leak(Box::new(word(ValueShape::Float, &WordKind::Float, std::ptr::null())))],
            &[boxed(&raw const string::DESC)],
            &[boxed(describe::list_of(value))],
            &[boxed(describe::map_of(value, value))],
            &[boxed(describe::set_of(value))],
            &[value, value],
        ];
        let variants: Vec<VariantDesc> = fields.iter().zip(NAMES).map(|(fields, name)| variant(name, fields)).collect();
        // SAFETY: nobody reads the object's descriptor before this is over.
        unsafe { (*object).variants = Vec::leak(variants).as_ptr() };
        value
    })
}

fn word(shape: ValueShape, kinds: &'static WordKind, object: *const ObjectDesc) -> ValueDesc {
    let cache = AtomicPtr::new(std::ptr::null_mut());
    ValueDesc { shape, words: 1, kinds, object, type_id: 1, name: text("V"), cache }
}

fn variant(name: &'static str, fields: &[&'static ValueDesc]) -> VariantDesc {
    // SAFETY: each field has one word.
    let kinds: Vec<WordKind> = fields.iter().map(|field| unsafe { *field.kinds }).collect();
    let pointers = kinds.iter().filter(|kind| **kind == WordKind::Ptr).count() as u32;
    let fields: Vec<*const ValueDesc> = fields.iter().map(|field| std::ptr::from_ref(*field)).collect();
    let count = fields.len() as u32;
    let (kinds, fields) = (Vec::leak(kinds).as_ptr(), Vec::leak(fields).as_ptr());
    VariantDesc {
        name: text(name),
        words: count,
        field_count: count,
        pointers,
        kinds,
        fields,
        field_names: std::ptr::null(),
        places: std::ptr::null(),
    }
}

/// An owned value. `other_way` builds an equal one in another order, with the other zero.
fn build(model: &Model, other_way: bool) -> u64 {
    let each = |models: Vec<&Model>| -> Vec<u64> {
        let mut words: Vec<u64> = models.into_iter().map(|model| build(model, other_way)).collect();
        if other_way {
            words.reverse();
        }
        words
    };
    // SAFETY: words are owned and of the containers' types.
    unsafe {
        match model {
            Model::Empty => payload_free(0),
            Model::Int(number) => record(1, &[*number as u64]),
            Model::Float(half) => {
                let zero = if other_way { -0.0 } else { 0.0 };
                record(2, &[if *half == 0 { zero } else { f64::from(*half) / 2.0 }.to_bits()])
            }
            Model::Text(text) => record(3, &[string::new(text) as u64]),
            Model::List(items) => {
                let words = items.iter().map(|item| build(item, other_way));
                let items = words.fold(list::of(desc(), 0), |items, word| list::append_word(items, word));
                record(4, &[items as u64])
            }
            Model::Map(entries) => {
                let keys = each(entries.keys().collect()).into_iter().zip(each(entries.values().collect()));
                let map = table::with_capacity(0, describe::map_of(desc(), desc()));
                let map = keys.fold(map, |map, (key, value)| {
                    table::put(map, table::shape(map), &raw const key, &raw const value)
                });
                record(5, &[map as u64])
            }
            Model::Set(items) => {
                let mut set = table::with_capacity(0, describe::set_of(desc()));
                if other_way {
                    // One that is not among them leaves a gap.
                    let gone = record(1, &[99]);
                    super::retain(gone as *mut Object);
                    let shape = table::shape(set);
                    set = table::put(set, shape, &raw const gone, std::ptr::null());
                    set = table::remove(set, shape, &raw const gone);
                    release(gone as *mut Object);
                }
                let add = |set, word: u64| table::put(set, table::shape(set), &raw const word, std::ptr::null());
                record(6, &[each(items.iter().collect()).into_iter().fold(set, add) as u64])
            }
            Model::Pair(left, right) => record(7, &[build(left, other_way), build(right, other_way)]),
        }
    }
}

fn record(tag: u32, words: &[u64]) -> u64 {
    let object = alloc(16 + 8 * words.len(), desc().object);
    // SAFETY: fresh, with room for the words.
    unsafe {
        (*object).tag = tag;
        std::ptr::copy_nonoverlapping(words.as_ptr(), object.cast::<u64>().add(2), words.len());
    }
    object as u64
}

/// What work gives that is interrupted after each unit, and in how many steps.
fn step_by_step<S: Steps>(mut work: S) -> (S::Output, usize) {
    let mut steps = 1;
    loop {
        if let Some(output) = work.step(&mut Turn::of(1)) {
            return (output, steps);
        }
        steps += 1;
    }
}

thread_local! {
    static OWNED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// A value that is released at the end of `with_values`.
fn owned(word: u64) -> u64 {
    OWNED.with_borrow_mut(|owned| owned.push(word));
    word
}

fn with_values(test: impl FnOnce() -> Result<(), TestCaseError>) -> Result<(), TestCaseError> {
    with_heap(|| {
        let outcome = test();
        OWNED.take().into_iter().for_each(|word| release(word as *mut Object));
        outcome
    })
}

fn same(left: u64, right: u64) -> bool {
    // SAFETY: values of the described type.
    unsafe { equal(&raw const left, &raw const right, desc()) }
}

fn hash_of(word: u64) -> u64 {
    // SAFETY: as above.
    unsafe { hash(&raw const word, desc()) }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 4 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn equality_is_that_of_what_values_stand_for(a in model(), b in model()) {
        with_values(|| {
            let (left, right, again) = (owned(build(&a, false)), owned(build(&b, true)), owned(build(&a, true)));
            prop_assert_eq!(same(left, right), a == b);
            prop_assert_eq!(same(right, left), a == b);
            prop_assert!(same(left, again) && same(again, left) && same(left, left));
            // SAFETY: values of the described type.
            let steps = unsafe { Equality::new(&raw const left, &raw const again, desc().kinds, 1) };
            prop_assert!(step_by_step(steps).0);
            // SAFETY: as above.
            let steps = unsafe { Equality::new(&raw const left, &raw const right, desc().kinds, 1) };
            prop_assert_eq!(step_by_step(steps).0, a == b);
            Ok(())
        })?;
    }

    #[test]
    fn equal_values_have_equal_hashes(a in model(), b in model()) {
        with_values(|| {
            let (left, right, again) = (owned(build(&a, false)), owned(build(&b, false)), owned(build(&a, true)));
            prop_assert_eq!(hash_of(left), hash_of(again));
            prop_assert!(a != b || hash_of(left) == hash_of(right));
            // SAFETY: a value of the described type.
            prop_assert_eq!(step_by_step(unsafe { Hashing::new(&raw const left, desc()) }).0, hash_of(left));
            Ok(())
        })?;
    }

    #[test]
    fn copies_are_equal_and_their_own(a in model()) {
        with_values(|| {
            let original = owned(build(&a, false));
            // SAFETY: a value of the described type.
            let fragment = unsafe { Fragment::pack(&raw const original, desc()) };
            let first = owned(fragment.unpack()[0]);
            drop(fragment);
            // SAFETY: as above.
            let fragment = step_by_step(unsafe { Packing::of(&raw const original, desc()) }).0;
            // SAFETY: the fragment lives until then.
            let words = step_by_step(unsafe { Unpacking::of(&fragment) }).0;
            let second = owned(words[0]);
            drop(fragment);
            // What is given up on the way leaves nothing.
            // SAFETY: as above.
            let _ = unsafe { Packing::of(&raw const original, desc()) }.step(&mut Turn::of(3));
            prop_assert!(same(original, first) && same(first, second));
            prop_assert!(original & 1 == 1 || original != first && first != second);
            prop_assert_eq!(hash_of(original), hash_of(second));
            Ok(())
        })?;
    }

    #[test]
    fn shown_values_are_short(a in model()) {
        with_values(|| {
            let value = owned(build(&a, false));
            // SAFETY: a value of the described type.
            let text = unsafe { show::value([value].as_ptr(), desc()) };
            prop_assert!(text.len() <= 210, "{}", text);
            let name = NAMES.iter().any(|name| text.starts_with(name));
            prop_assert!(name, "{}", text);
            Ok(())
        })?;
    }

    #[test]
    fn what_is_freed_in_steps_leaves_nothing(a in model()) {
        with_heap(|| {
            let value = build(&a, false);
            let mut dying = super::free::Dying::none();
            dying.add(value as *mut Object);
            step_by_step(dying);
        });
    }
}

#[test]
fn variants_with_and_without_payload_have_different_hashes() {
    with_heap(|| {
        let values =
            [Model::Empty, Model::Int(0), Model::Float(0), Model::Text(String::new()), Model::List(Vec::new())];
        let words: Vec<u64> = values.iter().map(|model| build(model, false)).collect();
        let hashes: BTreeSet<u64> = words.iter().map(|word| hash_of(*word)).collect();
        assert_eq!(hashes.len(), words.len());
        words.into_iter().for_each(|word| release(word as *mut Object));
    });
}
