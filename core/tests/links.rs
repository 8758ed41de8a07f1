//! Links: what was written restores the very run; what is damaged says so; nothing panics.

use ensemble_core::{
    lab::{self, Chapter, Lab, LinkFault},
    view::{Target, TimeView},
};

fn happy() -> Box<dyn Lab> {
    lab::open(lab::sample("happy-path").unwrap().text()).unwrap()
}

/// Everything that can be seen of a run.
fn seen(lab: &dyn Lab) -> String {
    let branches = lab.branches();
    format!(
        "{:?} {branches:?} {:?} {:?} {:?} {:?}",
        lab.position(),
        lab.stage(),
        lab.story(),
        lab.time(0, 500, TimeView::default()),
        lab.properties()
    )
}

fn round_trip(lab: &dyn Lab) -> Box<dyn Lab> {
    let restored = lab::restore(&format!("#{}", lab.link())).unwrap();
    assert_eq!(seen(&*restored), seen(lab));
    assert_eq!(restored.link(), lab.link());
    restored
}

#[test]
fn a_look_at_the_library_is_told_by_name() {
    let mut lab = happy();
    lab.seek(7);
    assert_eq!(lab.link(), "script=happy-path&step=7");
    round_trip(&*lab);
}

#[test]
fn choices_branches_and_the_cursor_come_back() {
    let mut lab = happy();
    lab.seek(6);
    let offers = lab.offers(&Target::Node(1));
    let crash = offers
        .iter()
        .find(|offer| offer.choice.starts_with("crash"))
        .unwrap();
    lab.choose(&crash.choice).unwrap();
    for _ in 0..5 {
        lab.forward();
    }
    lab.back();
    lab.choose("cut p1>a2").unwrap();
    lab.run_until("quiet");
    round_trip(&*lab);
    lab.switch(1);
    lab.seek(8);
    let restored = round_trip(&*lab);
    assert_eq!(restored.branches().len(), 3);
    lab.switch(0);
    lab.seek(u32::MAX);
    lab.choose("crash p1").unwrap();
    round_trip(&*lab);
}

/// Whatever protocol reads the script: a look, and a choice in the middle.
#[test]
fn every_script_of_the_library_comes_back() {
    for sample in lab::library() {
        let mut lab = lab::open(sample.text()).unwrap();
        lab.seek(lab.position().stops / 2);
        let link = format!("script={}&step={}", sample.name, lab.position().stop);
        assert_eq!(lab.link(), link);
        round_trip(&*lab);
        // Two runs side by side are only looked at.
        if sample.chapter == Chapter::Compared {
            continue;
        }
        let offers = lab.offers(&Target::Node(0));
        lab.choose(&offers[0].choice).unwrap();
        lab.forward();
        let beginning = format!("of={}&from={}&run=", sample.folder, sample.name);
        assert!(lab.link().starts_with(&beginning), "{}", sample.name);
        round_trip(&*lab);
    }
}

#[test]
fn a_script_of_ones_own_travels_whole() {
    let text = "title Mine · 我的\npaxos servers=3\nsubmit s1 propose A\nuntil learned\n";
    let mut lab = lab::open(text).unwrap();
    lab.seek(4);
    let restored = round_trip(&*lab);
    assert_eq!(restored.script(), text);
    assert_eq!(restored.title(), "Mine · 我的");
}

fn fault(fragment: &str) -> LinkFault {
    match lab::restore(fragment) {
        Ok(lab) => panic!("{fragment} opened {}", lab.title()),
        Err(fault) => fault,
    }
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(fault(""), LinkFault::Empty);
    assert_eq!(fault("#nonsense"), LinkFault::Empty);
    assert_eq!(
        fault("#script=no-such"),
        LinkFault::NoSuchScript("no-such".into())
    );
    assert_eq!(fault("#script=happy-path&step=x"), LinkFault::Damaged);
    assert_eq!(fault("#run="), LinkFault::Damaged);
    assert_eq!(fault("#run=%%%"), LinkFault::Damaged);
    assert_eq!(fault("#run=Zg"), LinkFault::Version(102));
}

#[test]
fn no_damage_goes_unnoticed_and_none_panics() {
    let mut lab = happy();
    lab.seek(9);
    lab.choose("crash a2").unwrap();
    lab.run_until("quiet");
    let link = lab.link();
    let before = seen(&*lab);
    for at in (4..link.len()).step_by(5) {
        assert!(lab::restore(&link[..at]).is_err(), "cut at {at}");
        for letter in ["A", "Q", "_", "7"] {
            let mut damaged = link.clone();
            damaged.replace_range(at..=at, letter);
            // Names and cursors carry no check: a link that opens shows a run that did happen.
            if let Ok(other) = lab::restore(&damaged) {
                let choices = |text: &str| text.matches("deliver").count();
                assert_eq!(choices(&seen(&*other)), choices(&before), "{at} {letter}");
            }
        }
    }
}

/// The page has no texts but those that it has fetched.
#[test]
fn a_link_says_which_text_it_needs_and_is_opened_with_that() {
    let happy = lab::sample("happy-path").unwrap();
    let mut lab = lab::open(happy.text()).unwrap();
    let plain = lab.link();
    lab.forward();
    lab.choose("crash a1").unwrap();
    let run = lab.link();
    let unhinted = run.replace("from=happy-path&", "");
    assert_ne!(unhinted, run);
    for link in [&plain, &run, &unhinted, &format!("#{run}")] {
        assert_eq!(lab::link_sample(link), Some(happy), "{link}");
        let opened = lab::restore_with(link, happy.text()).unwrap();
        assert_eq!(lab::restore(link).unwrap().link(), opened.link());
        let other = lab::sample("amnesia").unwrap().text();
        for wrong in ["", "nonsense", other] {
            let opened = lab::restore_with(link, wrong);
            assert!(opened.map_or(true, |lab| lab.script() == other), "{link}");
        }
        let diverged = lab::restore_with(&run, other).map(|_| ());
        assert_eq!(diverged, Err(LinkFault::Diverged));
    }
    let own = lab::open(&format!("{}# mine\n", happy.text())).unwrap();
    let unknown = "script=none&step=1".to_owned();
    for link in [own.link(), unknown, "run=%".into()] {
        assert_eq!(lab::link_sample(&link), None, "{link}");
        let opened = |given: &str| lab::restore_with(&link, given).map(|lab| lab.link());
        assert_eq!(opened(""), opened(happy.text()), "{link}");
    }
}

#[test]
fn a_text_is_known_until_it_is_edited() {
    for sample in lab::library() {
        let text = sample.text();
        assert_eq!(lab::sample_of(text), Some(sample));
        assert_eq!(lab::sample_of(&text[1..]), None);
        assert_eq!(lab::sample_of(&format!("{text} ")), None);
    }
    assert_eq!(lab::sample_of(""), None);
}

/// Whoever loads the page begins with what its address says.
#[test]
fn a_link_says_what_it_needs_and_opens_whatever_it_says() {
    for sample in lab::library() {
        let mut lab = lab::open(&format!("{}# mine\n", sample.text())).unwrap();
        lab.seek(5);
        let link = lab.link();
        let key = format!("of={}&run=", lab::needs(sample.text()).join("-"));
        let run = link.strip_prefix(&key).unwrap();
        for older in [format!("run={run}"), format!("of=other&run={run}")] {
            assert_eq!(lab::restore(&older).unwrap().link(), link);
        }
    }
}

#[test]
fn noise_is_refused() {
    let mut noise = 1u64;
    for length in 0..300 {
        let mut text = String::from("run=AQ");
        for _ in 0..length {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            text.push(char::from(letters[(noise >> 58) as usize]));
        }
        assert!(lab::restore(&text).is_err());
    }
}

/// A link that is stalled as a whole: one press, one stop, here and where the link is opened.
#[test]
fn what_was_chosen_at_once_is_one_stop() {
    let sample = lab::sample("life-of-a-watch").unwrap();
    let mut lab = lab::open(sample.text()).unwrap();
    lab.seek(2);
    let offers = lab.offers(&Target::Node(3));
    let stall = offers.iter().find(|it| it.choice.contains('\n')).unwrap();
    lab.choose(&stall.choice).unwrap();
    assert_eq!(lab.position().stop, 3);
    let restored = round_trip(&*lab);
    assert_eq!(restored.position().stops, 3);
    lab.back();
    assert_eq!(lab.position().stop, 2);
    assert!(lab.forward());
    assert_eq!(lab.position().stop, 3);
    let offers = lab.offers(&Target::Node(3));
    let mend = offers.iter().find(|it| it.choice.contains('\n')).unwrap();
    lab.choose(&mend.choice).unwrap();
    lab.forward();
    assert_eq!(lab.position().stop, 5);
    round_trip(&*lab);
}

/// A link is written at each pause of a reader who goes on and on, from what it was before.
#[test]
fn a_link_that_goes_on_is_that_of_the_whole_run() {
    let mut lab = lab::open(lab::sample("cold-start").unwrap().text()).unwrap();
    lab.seek(u32::MAX);
    for step in 0..40 {
        match step {
            9 => lab.choose("cut s1>s2").unwrap(),
            10 => lab.choose("cut s2>s1").unwrap(),
            25 => lab.choose("crash s3").unwrap(),
            30 => lab.seek(lab.position().stop - 3),
            31 => lab.choose("crash s1").unwrap(),
            _ => assert!(lab.forward()),
        }
        // One that is opened makes its own anew.
        let restored = lab::restore(&lab.link()).unwrap();
        assert_eq!(restored.link(), lab.link());
    }
    assert_eq!(lab.branches().len(), 2);
}
