//! What the compiler knows of the standard library by name is there, with the arity that it counts on.

use std::collections::BTreeSet;

use mesh_typeck::known;
use mesh_typeck::types::{Interface, TypeDeclKind};

fn library() -> std::sync::Arc<mesh_typeck::Library> {
    super::for_tuples(BTreeSet::from([2]), false).library()
}

#[test]
fn types_and_interfaces() {
    let library = library();
    let has = |module: &Interface, name| module.types.contains_key(&name) || module.traits.contains_key(&name);
    for name in known::types::all().into_iter().chain(known::numbers_of_c()) {
        assert!(library.get(name.module).is_some_and(|module| has(module, name.name)), "{}.{}", name.module, name.name);
    }
    assert!(known::modules().into_iter().all(|module| library.has(module)));
}

#[test]
fn methods() {
    let library = library();
    for known::MethodRef { interface, method } in known::methods::all() {
        let module = library.get(interface.module).expect("the tests above say so");
        let methods = &module.traits[&interface.name].methods;
        assert!(methods.iter().any(|known| known.name == method), "{}.{method}", interface.name);
    }
}

#[test]
fn functions() {
    let library = library();
    for function in known::functions::all() {
        let named = library.get(function.module).and_then(|module| module.values.get(&function.name));
        let fits = named.is_some_and(|values| values.iter().any(|value| value.function.arity == function.arity));
        assert!(fits, "{}.{}/{}", function.module, function.name, function.arity);
    }
}

#[test]
fn variants() {
    let library = library();
    for (of, variant) in known::variants() {
        let kind = &library.get(of.module).expect("the tests above say so").types[&of.name].kind;
        let TypeDeclKind::Sum(variants) = kind else { panic!("{} is a sum type", of.name) };
        assert!(variants.iter().any(|known| known.name.as_str() == variant), "{}.{variant}", of.name);
    }
}

#[test]
fn symbols() {
    for (symbol, _) in mesh_ir::promise::KEEPING {
        let declared = format!("@extern(\"{symbol}\")");
        assert!(mesh_std::files().any(|(_, file)| file.text.contains(&declared)), "{symbol}");
    }
}
