//! Properties: each has a name and a meaning, and what breaks it is said.

use std::collections::BTreeSet;

use ensemble_core::{
    drive::script,
    kernel::{Expect, Protocol, Verdict},
    lab,
    narrate::{Language, Narrate},
    zookeeper::Zookeeper,
};

#[test]
fn each_property_has_a_name_and_a_meaning_of_its_own() {
    let (mut names, mut meanings) = (BTreeSet::new(), BTreeSet::new());
    for (place, property) in Zookeeper::properties().iter().enumerate() {
        let (name, meaning) = Zookeeper::property(place, Language::English);
        assert!(meaning.ends_with('.'), "{}: {meaning}", property.name);
        assert!(!name.is_empty() && names.insert(name), "{}", property.name);
        assert!(meanings.insert(meaning), "{}", property.name);
    }
}

/// In the runs of the library that break something, the servers and zxids are named.
#[test]
fn what_breaks_a_property_is_said() {
    let mut seen = BTreeSet::new();
    for sample in lab::library()
        .iter()
        .filter(|sample| sample.folder == "zookeeper")
    {
        let lines = script::lines(sample.text());
        let header = script::read_header::<Zookeeper>(&lines, None).expect("a header");
        let run = script::run(header, &lines, String::new(), &mut |_, _| ()).expect("a run");
        let world = run.timeline.world();
        for (place, property) in Zookeeper::properties().iter().enumerate() {
            let broken =
                property.expect == Expect::Always && (property.check)(world) != Verdict::Holds;
            let told = Zookeeper::evidence(place, world, Language::English);
            assert_eq!(broken, !told.is_empty(), "{}", property.name);
            if !broken {
                continue;
            }
            let said = told.contains('⟨') || told.starts_with('s');
            let whole = !told.contains('{') && !told.ends_with('.');
            assert!(said && whole, "{}: {told}", property.name);
            seen.insert(property.name);
        }
    }
    assert!(seen.len() > 3, "{seen:?}");
}
