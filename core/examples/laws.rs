use ensemble_core::{
    drive::walk::{Faults, Walker, script_of, shorten, walk_two_phases},
    kernel::{NodeId, Pace, Protocol, World},
    zookeeper::{Zookeeper, config::{Bug, Config}},
};
fn clients(servers: u8, clients: u8, bug: Option<Bug>) -> World<Zookeeper> {
    let mut config = Config::new(servers, 0);
    config.clients = clients;
    config.tick = 400;
    config.max_session_timeout = Some(std::env::var("MST").ok().and_then(|s| s.parse().ok()).unwrap_or(1600));
    config.snap_count = 4;
    config.counter_max = 24;
    config.notification_max = 1_000;
    if let Some(bug) = bug {
        config.bugs.plant(bug);
    }
    let up: Vec<NodeId> = (0..servers + clients).map(NodeId).collect();
    World::new(config, 1, Pace::default(), &up)
}
fn steps() -> u32 { std::env::var("STEPS").ok().and_then(|s| s.parse().ok()).unwrap_or(1500) }
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |at: usize, usual: u64| args.get(at).and_then(|a| a.parse().ok()).unwrap_or(usual);
    match args[1].as_str() {
        "walk" => {
            let start = clients(number(4, 3) as u8, number(5, 2) as u8, None);
            let mut found = std::collections::BTreeMap::new();
            for seed in number(2, 0)..number(3, 300) {
                if let Some(f) = walk_two_phases(&start, &Faults::default(), seed, steps()) {
                    let e = found.entry(f.property).or_insert((0, seed));
                    e.0 += 1;
                    if e.0 == 1 {
                        let name = Zookeeper::properties()[f.property].name;
                        println!("seed {seed} {name} calm {:?}", f.calm);
                        std::fs::write(format!("/tmp/laws-{name}.script"), script_of(&shorten(f))).unwrap();
                    }
                }
            }
            for (p, (n, seed)) in found {
                println!("{}: {n} first {seed}", Zookeeper::properties()[p].name);
            }
        }
        "bug" => {
            for bug in Bug::ALL {
                if args.get(2).is_some_and(|w| w != "all" && w != bug.word()) { continue; }
                let start = clients(3, 2, Some(bug));
                let mut found = std::collections::BTreeMap::new();
                for seed in 0..number(3, 300) {
                    if let Some(f) = walk_two_phases(&start, &Faults::default(), seed, steps()) {
                        let e = found.entry(f.property).or_insert((0, seed));
                        e.0 += 1;
                        let name = Zookeeper::properties()[f.property].name;
                        if e.0 == 1 && args.len() > 4 {
                            std::fs::write(format!("/tmp/bug-{}-{name}.script", bug.word()), script_of(&shorten(f))).unwrap();
                        }
                    }
                }
                print!("{}:", bug.word());
                for (p, (n, seed)) in found {
                    print!(" {} {n} (first {seed})", Zookeeper::properties()[p].name);
                }
                println!();
            }
        }
        "one" => {
            let start = clients(3, 2, None);
            for seed in number(2, 0)..number(3, 10) {
                let mut walker = Walker::new(start.clone(), Faults::default(), seed);
                let (mut n, mut connected, mut serving, mut moves, mut asks) = (0, 0, 0, 0, 0);
                for _ in 0..steps() {
                    let Some(choice) = walker.step() else { break };
                    let t = format!("{choice:?}");
                    if t.contains("Submit") { asks += 1; if t.contains("Move") { moves += 1; } }
                    n += 1;
                    connected += walker.world.nodes().iter().filter(|n| n.client().is_some_and(|c| c.state == ensemble_core::zookeeper::client::State::Connected)).count();
                    serving += walker.world.nodes().iter().filter(|n| n.server().is_some_and(|s| ensemble_core::zookeeper::serve::serves(s))).count();
                }
                println!("{seed}: {n} steps, {:?}, connected {}% serving {}% asks {asks} moves {moves} delivered {}", walker.world.now(), connected * 50 / n, serving * 33 / n, walker.world.ghost().delivered.len());
            }
        }
        "debug" => {
            let start = clients(number(3, 3) as u8, number(4, 2) as u8, None);
            let f = shorten(walk_two_phases(&start, &Faults::default(), number(2, 0), steps()).unwrap());
            let mut world = f.start.clone();
            for choice in &f.choices {
                let Ok(step) = world.apply(choice.clone()) else { continue };
                let rules: Vec<String> = step.out.reactions.iter().map(|r| { let s = format!("{:?}", r.rule()); s.chars().take(400).collect() }).collect();
                println!("{} {:?} {:?}\n      {}", step.index.0, step.at, ensemble_core::kernel::text::write::<Zookeeper>(world.config(), &step.choice), rules.join("\n      "));
            }
            println!("{:?}", world.ghost().breaches);
        }
        "tell" => {
            let text = std::fs::read_to_string(&args[2]).unwrap();
            let told = ensemble_core::lab::tell(&text, None, ensemble_core::narrate::Language::English);
            println!("{}", told.text);
            println!("{:?}", told.faults);
        }
        _ => {
            let start = clients(3, 2, None);
            let mut counts = std::collections::BTreeMap::new();
            for seed in 0..number(2, 100) {
                let mut walker = Walker::new(start.clone(), Faults::default(), seed);
                for _ in 0..steps() { if walker.step().is_none() { break; } }
                for node in 3..5 {
                    if let Some(c) = walker.world.nodes()[node].client() {
                        *counts.entry(format!("{:?}", c.state)).or_insert(0) += 1;
                        *counts.entry("answers".into()).or_insert(0) += c.answers;
                        *counts.entry("events".into()).or_insert(0) += c.events;
                    }
                }
                let kinds = walker.world.ghost().delivered.iter().map(|t| {
                    let s = format!("{:?}", t.change); s.split([' ', '(']).next().unwrap().to_string() });
                for k in kinds { *counts.entry(k).or_insert(0) += 1; }
            }
            println!("{counts:?}");
        }
    }
}
