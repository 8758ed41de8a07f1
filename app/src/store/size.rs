//! How large stage and diagram are drawn, given the room there is.

/// The room, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sizes {
    /// The window.
    pub window: (f32, f32),
    /// The place for the stage.
    pub stage: (f32, f32),
    /// The place for the diagram.
    pub time: (f32, f32),
}

/// The stage: all of its place, whatever `static/style.css` makes that.
pub fn stage(sizes: &Sizes) -> (f32, f32) {
    let (width, height) = sizes.stage;
    (width.max(1.0), height.max(1.0))
}

/// The diagram: as high as its lanes ask for, and as the window allows.
pub fn time(sizes: &Sizes, lanes: usize) -> (f32, f32) {
    // Lanes of many stand closer: the stage is what nine servers need most.
    let gaps = lanes.saturating_sub(1) as f32;
    let wanted = 76.0 + (26.0 * gaps).min(156.0).max(12.5 * gaps);
    let allowed = (sizes.window.1 * 0.32).max(150.0);
    (
        sizes.time.0,
        wanted.clamp(130.0, allowed.max(130.0)).round(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stage_has_all_its_place_and_the_diagram_what_its_lanes_ask_for() {
        let sizes = Sizes {
            window: (1440.0, 900.0),
            stage: (820.0, 600.0),
            time: (1100.0, 0.0),
        };
        assert_eq!(stage(&sizes), (820.0, 600.0));
        assert_eq!(time(&sizes, 6), (1100.0, 206.0));
    }

    #[test]
    fn many_lanes_do_not_take_the_whole_window() {
        let sizes = Sizes {
            window: (800.0, 600.0),
            stage: (1.0, 1.0),
            time: (700.0, 0.0),
        };
        assert!(time(&sizes, 18).1 <= 192.0);
    }
}
