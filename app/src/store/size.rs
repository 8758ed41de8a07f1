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

/// Below this width of the window the stage makes its own height, as in `static/style.css`.
const WIDE: f32 = 1100.5;

/// The stage: all of its place, or on a narrow page as high as its width asks for.
pub fn stage(sizes: &Sizes, embed: bool) -> (f32, f32) {
    let (width, height) = sizes.stage;
    if embed || sizes.window.0 >= WIDE {
        return (width, height);
    }
    let height = if width < 520.0 { width * 1.06 } else { (width * 0.82).min(680.0) };
    (width, height.max(300.0).round())
}

/// The diagram: as high as its lanes ask for, and as the window allows.
pub fn time(sizes: &Sizes, lanes: usize) -> (f32, f32) {
    let wanted = 76.0 + 26.0 * lanes.saturating_sub(1) as f32;
    let allowed = (sizes.window.1 * 0.32).max(150.0);
    (sizes.time.0, wanted.clamp(130.0, allowed.max(130.0)).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_page_gives_the_stage_all_its_place() {
        let sizes =
            Sizes { window: (1440.0, 900.0), stage: (820.0, 600.0), time: (1100.0, 0.0) };
        assert_eq!(stage(&sizes, false), (820.0, 600.0));
        assert_eq!(time(&sizes, 6), (1100.0, 206.0));
    }

    #[test]
    fn a_phone_gives_the_stage_the_height_it_asks_for() {
        let sizes = Sizes { window: (390.0, 844.0), stage: (390.0, 9.0), time: (382.0, 0.0) };
        assert_eq!(stage(&sizes, false), (390.0, 413.0));
        assert_eq!(stage(&sizes, true), (390.0, 9.0));
    }

    #[test]
    fn many_lanes_do_not_take_the_whole_window() {
        let sizes = Sizes { window: (800.0, 600.0), stage: (1.0, 1.0), time: (700.0, 0.0) };
        assert!(time(&sizes, 18).1 <= 192.0);
    }
}
