//! A still of the whole page.

use std::{fs, io, path::Path};

use ensemble_core::view::{StageView, TimeView};
use ensemble_scene::Scene;
use ensemble_scene::svg::{escape, write_content};

use crate::{draw, draw_time};

/// Writes the page at three sizes and in two themes.
pub(crate) fn write(
    folder: &Path,
    first: &StageView,
    second: &StageView,
    time: &TimeView,
) -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static");
    let own = fs::read_to_string(root.join("style.css"))?;
    let own = own.replace("@import url(\"scene.css\");", "");
    let css = fs::read_to_string(root.join("scene.css"))? + &own;
    let template = include_str!("page.html");
    let sizes = [
        ("desk", 820.0, 560.0, 1090.0, 200.0),
        ("phone", 390.0, 400.0, 366.0, 150.0),
        ("embed", 640.0, 330.0, 600.0, 150.0),
    ];
    for (size, w, h, tw, th) in sizes {
        for (index, view) in [first, second].into_iter().enumerate() {
            for theme in ["light", "dark"] {
                let page = template
                    .replace("{{css}}", &css)
                    .replace("{{theme}}", theme)
                    .replace("{{body}}", if size == "embed" { "embed" } else { "" })
                    .replace("{{stage}}", &inline(&draw(view, w, h)))
                    .replace("{{time}}", &inline(&draw_time(time, tw, th)));
                fs::write(
                    folder.join(format!("page{index}-{size}-{theme}.html")),
                    page,
                )?;
            }
        }
    }
    Ok(())
}

fn inline(scene: &Scene) -> String {
    let (w, h) = (scene.width, scene.height);
    let class = escape(&scene.class);
    let mut out = format!("<svg class=\"scene {class}\" viewBox=\"0 0 {w} {h}\">");
    write_content(scene, &mut out);
    out.push_str("</svg>");
    out
}
