//! What shapes are as elements of SVG.

use ensemble_scene::{
    Anchor, Group, Reach, Scene, Shape,
    shape::{TAIL_GAP, num},
};

use super::aim;

/// About the width of a blank in front of a tail.
const BLANK: f32 = 3.5;

/// Attributes by their names, in an order that a kind of shape always has; an empty one is not
/// there.
pub type Attributes = Vec<(&'static str, String)>;

/// What a scene's element shows.
pub fn view_box(scene: &Scene) -> String {
    format!("0 0 {} {}", num(scene.width), num(scene.height))
}

/// Whether one shape can become the other in place: they are called the same, or have no names.
pub fn same(a: &Shape, b: &Shape) -> bool {
    if let (Shape::Group(a), Shape::Group(b)) = (a, b) {
        return a.key == b.key;
    }
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// The name of a shape's element.
pub const fn tag(shape: &Shape) -> &'static str {
    match shape {
        Shape::Group(_) => "g",
        Shape::Rect { .. } => "rect",
        Shape::Circle { .. } => "circle",
        Shape::Line { .. } => "line",
        Shape::Path { .. } => "path",
        Shape::Text { .. } => "text",
    }
}

/// The attributes of a shape's element.
pub fn attributes(shape: &Shape) -> Attributes {
    let mut all = Attributes::new();
    let mut put = |class: &str, numbers: &[(&'static str, f32)]| {
        all.push(("class", class.to_owned()));
        all.extend(numbers.iter().map(|(name, it)| (*name, num(*it))));
    };
    match shape {
        Shape::Group(group) => {
            put(&group.class, &[]);
            of_group(group, &mut all);
        }
        Shape::Rect {
            class,
            x,
            y,
            w,
            h,
            rx,
        } => {
            let size = [("width", *w), ("height", *h), ("rx", *rx)];
            put(class, &[("x", *x), ("y", *y), size[0], size[1], size[2]]);
        }
        Shape::Circle { class, cx, cy, r } => put(class, &[("cx", *cx), ("cy", *cy), ("r", *r)]),
        Shape::Line {
            class,
            x1,
            y1,
            x2,
            y2,
        } => put(class, &[("x1", *x1), ("y1", *y1), ("x2", *x2), ("y2", *y2)]),
        Shape::Path { class, d } => {
            put(class, &[]);
            all.push(("d", d.clone()));
        }
        Shape::Text {
            class,
            x,
            y,
            anchor,
            ..
        } => {
            put(class, &[("x", *x), ("y", *y)]);
            all.push(("text-anchor", word(*anchor).to_owned()));
        }
    }
    all
}

fn of_group(group: &Group, all: &mut Attributes) {
    let (x, y) = group.translate;
    let mut moved = String::new();
    if group.translate != (0.0, 0.0) {
        moved = format!("translate({} {})", num(x), num(y));
    }
    let (mut role, mut stop, mut label) = ("", "", String::new());
    if is_button(group) {
        role = "button";
        stop = if group.reach == Reach::Tab { "0" } else { "-1" };
        label = spoken(group);
    }
    let aim = group.aim.as_ref().map(aim::write);
    all.extend([
        ("transform", moved),
        ("role", role.to_owned()),
        ("tabindex", stop.to_owned()),
        ("aria-label", label),
        ("data-aim", aim.unwrap_or_default()),
    ]);
}

fn is_button(group: &Group) -> bool {
    group.aim.is_some() && group.label.is_some() && group.reach != Reach::None
}

/// What is shown of a group when it is pointed at. A button has its name; a title on top would be
/// read as one more text that is seen.
pub fn title(group: &Group) -> Option<&str> {
    group.title.as_deref().filter(|_| !is_button(group))
}

/// The tail of a text: how far from the text, and what it says. The blanks are for those who read
/// the text without seeing it.
pub fn tail(tail: &str) -> (String, String) {
    (num(TAIL_GAP - BLANK), format!(" {tail} "))
}

/// What is read aloud for a thing: what is seen has to be in it, so that those who speak to their
/// computer can name what they see. What its parts tell those who point at them comes after that.
fn spoken(group: &Group) -> String {
    let label = group.label.as_deref().unwrap_or_default();
    let (mut seen, mut pointed) = (String::new(), String::new());
    texts(&group.children, &mut seen, &mut pointed);
    if plain(label).contains(&plain(&seen)) {
        return label.to_owned();
    }
    see(&pointed, &mut seen);
    seen
}

fn texts(shapes: &[Shape], seen: &mut String, pointed: &mut String) {
    for shape in shapes {
        match shape {
            Shape::Group(group) => {
                see(group.title.as_deref().unwrap_or_default(), pointed);
                texts(&group.children, seen, pointed);
            }
            Shape::Text { content, tail, .. } => {
                see(content, seen);
                see(tail, seen);
            }
            Shape::Rect { .. } | Shape::Circle { .. } | Shape::Line { .. } | Shape::Path { .. } => {
            }
        }
    }
}

fn see(part: &str, seen: &mut String) {
    if !seen.is_empty() && !part.is_empty() {
        seen.push(' ');
    }
    seen.push_str(part);
}

/// Words without marks, as they are compared.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() {
            plain.push(character);
        } else if character.is_whitespace() && !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

const fn word(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    }
}

#[cfg(test)]
mod tests {
    use ensemble_scene::{Anchor, Group, Point, Shape};

    use super::spoken;

    fn group(label: &str, texts: &[(&str, &str)]) -> Group {
        let text = |(content, tail): &(&str, &str)| {
            Shape::text("", Point::default(), Anchor::Start, *content).with_tail(*tail)
        };
        Group {
            label: Some(label.into()),
            children: texts.iter().map(text).collect(),
            ..Group::default()
        }
    }

    #[test]
    fn what_is_seen_is_in_what_is_read_aloud() {
        let told = group(
            "p1 proposer · wants –",
            &[("p1", "proposer"), ("wants", ""), ("–", "")],
        );
        assert_eq!(spoken(&told), "p1 proposer · wants –");
        let cut = group(
            "p1 phase 1: preparing",
            &[("p1", "phase 1: prep…"), ("1.p1", "")],
        );
        assert_eq!(spoken(&cut), "p1 phase 1: prep… 1.p1");
        assert_eq!(spoken(&group("p1 – a1", &[])), "p1 – a1");
    }

    #[test]
    fn what_is_only_pointed_at_does_not_part_what_is_seen() {
        let mut card = group("s1 following", &[("s1", ""), ("log", "")]);
        let ring = Group {
            title: Some("gives up".into()),
            ..Group::default()
        };
        card.children.insert(1, Shape::Group(ring));
        assert_eq!(spoken(&card), "s1 log gives up");
    }
}
