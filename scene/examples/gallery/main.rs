//! Pictures to look at: `cargo run -p ensemble-scene --example gallery -- target/gallery`.

mod diagrams;
mod page;
mod servers;
mod views;

use std::{env, fs, path::Path};

use ensemble_core::view::{StageView, TimeView};
use ensemble_scene::svg::{Theme, write};
use ensemble_scene::{Layout, Placer, Scene, Sieve, stage, time};

/// The sizes of the stage on a desk, on a phone and embedded.
const SIZES: [(&str, f32, f32); 7] = [
    ("desk", 820.0, 560.0),
    ("phone", 390.0, 360.0),
    ("embed", 640.0, 400.0),
    ("small", 360.0, 300.0),
    ("slim", 320.0, 340.0),
    ("tall", 390.0, 640.0),
    ("wide", 1180.0, 700.0),
];

fn main() -> std::io::Result<()> {
    let folder = env::args()
        .nth(1)
        .unwrap_or_else(|| "target/gallery".into());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let stages = views::stages();
    for (name, view) in &stages {
        for (size, w, h) in SIZES {
            let scene = draw(view, w, h);
            for (theme, word) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                let file = folder.join(format!("{name}-{size}-{word}.svg"));
                fs::write(file, write(&scene, theme, name))?;
            }
        }
    }
    for (name, view) in &diagrams::times() {
        for (w, h) in [(1080.0, 200.0), (360.0, 150.0), (1800.0, 260.0)] {
            let (scene, _) = time(view, &Sieve::default(), w, h);
            for (theme, word) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                let file = folder.join(format!("{name}-{w}-{word}.svg"));
                fs::write(file, write(&scene, theme, name))?;
            }
        }
    }
    page::write(folder, &stages[0].1, &stages[1].1, &diagrams::times()[0].1)
}

/// The stage of a view that nothing came before.
pub(crate) fn draw(view: &StageView, w: f32, h: f32) -> Scene {
    let layout = Layout::new(&view.nodes, w, h);
    let placer = Placer::default().next(view, &layout);
    stage(view, &layout, &placer, None)
}

/// The diagram of a view.
pub(crate) fn draw_time(view: &TimeView, w: f32, h: f32) -> Scene {
    time(view, &Sieve::default(), w, h).0
}
