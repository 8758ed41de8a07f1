//! Widths of texts, without a browser to ask.
//!
//! The advance widths are those of the widest common system sans (DejaVu Sans), so that a text that
//! fits by this table fits in every reader's font; narrower fonts leave a little more white.

/// Advance widths of the characters from blank to tilde, in thousandths of the font size.
const WIDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// How heavy a text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As running text.
    Plain,
    /// Semibold or bold.
    Bold,
}

/// The width of one character at a font size of one.
fn advance(character: char) -> f32 {
    let code = character as u32;
    match code {
        0x20..=0x7e => f32::from(WIDTHS[(code - 0x20) as usize]) / 1000.0,
        // Marks that combine with the character before, and the zero-width ones.
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0.0,
        0xb7 => 0.32,
        0x2018..=0x2019 => 0.32,
        0x2026 => 1.0,
        // Hangul, kana, ideographs, full-width forms, emoji.
        0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 1.0,
        0xfe30..=0xfe4f | 0xff00..=0xff60 | 0x1f000..=0x3ffff => 1.0,
        // Arrows and mathematical signs.
        0x2190..=0x22ff => 0.84,
        _ => 0.66,
    }
}

/// The width of a text in pixels.
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let ems: f32 = text.chars().map(advance).sum();
    let factor = match weight {
        Weight::Plain => 1.0,
        // Ideographs are not wider in bold, but a little slack does no harm.
        Weight::Bold => 1.1,
    };
    ems * size * factor
}

/// The text itself if it fits, or as much of it as fits with an ellipsis; empty if not even one
/// character does.
pub fn fit(text: &str, size: f32, weight: Weight, room: f32) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let room = room - width("…", size, weight);
    for character in text.chars() {
        kept.push(character);
        if width(&kept, size, weight) > room {
            kept.pop();
            break;
        }
    }
    let kept = kept.trim_end();
    if kept.is_empty() {
        String::new()
    } else {
        format!("{kept}…")
    }
}

/// As [`fit`], but nothing at all if fewer than three characters would be left.
pub fn fit_or_drop(text: &str, size: f32, weight: Weight, room: f32) -> String {
    let fitted = fit(text, size, weight, room);
    if fitted == text || fitted.chars().count() > 3 {
        fitted
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_left_alone() {
        assert_eq!(fit("Promise", 12.0, Weight::Plain, 100.0), "Promise");
    }

    #[test]
    fn a_long_text_is_cut_and_then_fits() {
        for room in 0..120 {
            let room = room as f32;
            let cut = fit("promises for 1.p1", 12.0, Weight::Bold, room);
            assert!(cut.is_empty() || width(&cut, 12.0, Weight::Bold) <= room);
        }
        assert_eq!(fit("acceptor", 11.0, Weight::Plain, 42.0), "acce…");
        assert_eq!(fit_or_drop("acceptor", 11.0, Weight::Plain, 26.0), "");
    }

    #[test]
    fn an_ideograph_is_as_wide_as_the_font_is_high() {
        assert_eq!(width("提案", 12.0, Weight::Plain), 24.0);
        assert_eq!(fit("接受者正在提案", 10.0, Weight::Plain, 40.0), "接受者…");
    }
}
