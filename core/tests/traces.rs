//! A run is its script, its seed and its choices, and nothing else.

mod common;

use ensemble_core::{
    drive::timeline::{CHECKPOINT_STEPS, OLD_STEPS, Timeline},
    kernel::{Scripted, Step, World, text},
    paxos::Paxos,
};

#[test]
fn traces_are_the_pinned_ones() {
    assert_eq!(common::pinned_now(), common::PINNED);
}

#[test]
fn replaying_the_choices_of_a_walk_gives_identical_states() {
    replays(common::paxos);
    replays(common::multi);
}

fn replays<P: Scripted>(start: impl Fn(u64) -> World<P>) {
    for seed in 0..60 {
        let start = start(seed);
        let choices = common::wander(&start, seed, 200);
        let (mut one, mut two) = (start.clone(), start.clone());
        let mut made = Step::blank();
        for choice in &choices {
            let step = one.apply(choice.clone()).unwrap();
            let again = two.replay_into(&mut made, choice.clone(), step.at);
            assert_eq!((again, &made), (Ok(()), &step), "seed {seed}");
            assert_eq!(one, two, "seed {seed}");
            assert_eq!(one.fingerprint(), two.fingerprint());
        }
        assert_eq!(
            common::trace(&start, &choices),
            common::trace(&start, &choices)
        );
    }
}

#[test]
fn the_text_of_every_choice_of_a_walk_reads_back() {
    reads_back(common::paxos);
    reads_back(common::multi);
}

fn reads_back<P: Scripted>(start: impl Fn(u64) -> World<P>) {
    for seed in 0..30 {
        let mut world = start(seed);
        for choice in common::wander(&world.clone(), seed, 150) {
            for enabled in world.enabled() {
                let written = text::write::<P>(world.config(), &enabled);
                assert_eq!(
                    text::read(&world, &written),
                    Ok(enabled),
                    "seed {seed}: {written}"
                );
            }
            world.apply(choice).unwrap();
        }
    }
}

/// A walk on a timeline, with the world after each step beside it.
fn recorded(seed: u64, steps: u32) -> (Timeline<Paxos>, Vec<World<Paxos>>) {
    let start = common::six(seed);
    let mut timeline = Timeline::new(start.clone(), String::new());
    let mut worlds = vec![start.clone()];
    for choice in common::wander(&start, seed, steps) {
        timeline.play(choice, "").unwrap();
        worlds.push(timeline.world().clone());
    }
    (timeline, worlds)
}

#[test]
fn seeking_anywhere_shows_what_was_there() {
    let (mut timeline, worlds) = recorded(3, 4 * CHECKPOINT_STEPS + 17);
    let last = timeline.last();
    assert!(last > 3 * CHECKPOINT_STEPS);
    let mut at = 7u32;
    for _ in 0..400 {
        at = (at * 75 + 74) % (last + 1);
        timeline.seek(at);
        assert_eq!(timeline.world(), &worlds[at as usize], "step {at}");
        let back = timeline.back();
        assert_eq!(back, at > 0);
        assert_eq!(timeline.world(), &worlds[at.saturating_sub(1) as usize]);
        assert_eq!(timeline.world_at(at), worlds[at as usize]);
    }
    timeline.seek(u32::MAX);
    assert_eq!(timeline.cursor(), last);
}

/// Of moments long ago fewer worlds are kept, of those around the cursor more.
#[test]
fn seeking_far_shows_what_was_there() {
    let start = common::six(3);
    let mut timeline = Timeline::new(start.clone(), String::new());
    let (mut seed, mut kept) = (0, Vec::new());
    while timeline.last() < 80 * CHECKPOINT_STEPS + 3 * OLD_STEPS {
        for choice in common::wander(timeline.world(), seed, 1_000) {
            timeline.play(choice, "").unwrap();
            if timeline.last().is_multiple_of(97) {
                kept.push(timeline.world().clone());
            }
        }
        seed += 1;
    }
    let mut at = 7;
    for turn in 0..400 {
        at = (at * 75 + 74) % kept.len();
        let step = kept[at].step().0;
        timeline.seek(step + turn % 3);
        for _ in 0..turn % 3 {
            assert!(timeline.back());
        }
        assert_eq!(timeline.world(), &kept[at], "step {step}");
        if turn % 9 == 0 {
            assert_eq!(timeline.world_at(kept[at / 2].step().0), kept[at / 2]);
        }
    }
}

#[test]
fn choosing_in_the_past_makes_a_branch_and_changes_none() {
    let (mut timeline, worlds) = recorded(4, 700);
    let last = timeline.last();
    timeline.seek(300);
    let other = timeline
        .world()
        .enabled()
        .into_iter()
        .find(|choice| Some(choice) != timeline.choice(301).as_ref());
    timeline.play(other.unwrap(), "what if").unwrap();
    for _ in 0..40 {
        timeline.advance();
    }
    assert_eq!((timeline.branches().len(), timeline.current()), (2, 1));
    let there = timeline.world().clone();
    // A branch of the branch, at the very place where the first one begins: it leaves the same
    // parent.
    timeline.seek(300);
    let third = timeline
        .world()
        .enabled()
        .into_iter()
        .rfind(|choice| Some(choice) != timeline.choice(301).as_ref());
    timeline.play(third.unwrap(), "or this").unwrap();
    assert_eq!(timeline.branches()[2].parent, Some(0));
    timeline.switch(1);
    assert_eq!(
        timeline.cursor(),
        300,
        "what both share stays, the rest does not"
    );
    timeline.seek(u32::MAX);
    assert_eq!(timeline.world(), &there);
    timeline.switch(0);
    timeline.seek(last);
    assert_eq!(timeline.world(), &worlds[last as usize]);
    assert_eq!(timeline.last(), last);
}

#[test]
fn making_the_recorded_choice_again_makes_no_branch() {
    let (mut timeline, _) = recorded(5, 50);
    timeline.seek(20);
    let same = timeline.choice(21).unwrap();
    timeline.play(same, "").unwrap();
    assert_eq!((timeline.branches().len(), timeline.cursor()), (1, 21));
}

#[test]
fn stops_and_steps_lead_to_each_other() {
    let (mut timeline, _) = recorded(6, 400);
    timeline.seek(150);
    let other = timeline.world().enabled().into_iter().next().unwrap();
    timeline.play(other, "what if").unwrap();
    for _ in 0..60 {
        timeline.advance();
    }
    for stop in 0..=timeline.stop_of(timeline.last()) {
        let step = timeline.step_of(stop);
        assert_eq!(timeline.stop_of(step), stop);
        assert_eq!(timeline.column_of(step), stop);
    }
    assert_eq!(timeline.step_of(u32::MAX), timeline.last());
}
