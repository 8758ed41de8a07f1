//! Small stages: what has just changed is drawn, whatever else has to go.

use ensemble_core::{lab, view::StageView};
use ensemble_scene::{Layout, Placer, stage, svg};

fn drawn(view: &StageView, width: f32, height: f32) -> String {
    let layout = Layout::new(&view.nodes, width, height);
    let placer = Placer::default().next(view, &layout);
    let mut text = String::new();
    svg::write_content(&stage(view, &layout, &placer, None), &mut text);
    text
}

#[test]
fn a_card_with_one_row_shows_the_row_that_changed() {
    let mut run = lab::open(lab::sample("old-value-wins").unwrap().text()).unwrap();
    let mut accepted = 0;
    while run.position().stop < run.position().stops && run.forward() {
        let view = run.stage();
        let cells = view
            .nodes
            .iter()
            .flat_map(|node| &node.strips)
            .flat_map(|strip| &strip.cells);
        let changed = cells.filter(|cell| cell.changed && cell.text.contains('·'));
        for cell in changed {
            accepted += 1;
            let picture = drawn(&view, 360.0, 250.0);
            let tight = cell.text.replace(' ', "");
            let shown = picture.contains(&cell.text) || picture.contains(&tight);
            assert!(shown, "{} is missing at {}", cell.text, run.position().stop);
        }
    }
    assert!(accepted >= 4, "{accepted} acceptances only");
}
