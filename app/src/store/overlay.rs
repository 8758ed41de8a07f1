//! What can stand open over the page: one thing at a time.

use ensemble_core::{
    lab::Lab,
    narrate::Language,
    view::{Caused, FieldView, OfferView, Target},
};

use super::{
    action::{Opening, Pointed},
    effect::Focus,
    picture::Picture,
};
use crate::{labels::Label, store::aim};

/// The menu of a thing on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The thing, and where it is.
    pub pointed: Pointed,
    /// What it is called.
    pub heading: String,
    /// What may be chosen.
    pub offers: Vec<OfferView>,
    /// What the reader may ask with a value of their own: what stands before the value.
    pub requests: Vec<String>,
    /// The links of a node, the other messages of a bundle: each with a menu of its own.
    pub links: Vec<(Target, String)>,
    /// Every field: of a message always, of anything where no details stand beside the stage.
    pub fields: Vec<FieldView>,
    /// The effects at it whose causes can be asked for.
    pub effects: Vec<Caused>,
    /// The title of this side, if it is one of two runs that are only looked at.
    pub alone: Option<String>,
}

/// One line that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultLine {
    /// Its line, from one.
    pub line: u32,
    /// Its column, from one.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

/// The editor of the script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Editor {
    /// The text in it.
    pub draft: String,
    /// What was wrong with it when it was last run.
    pub faults: Vec<FaultLine>,
}

/// What the share sheet shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The link to this very run.
    pub link: String,
    /// The markup that embeds it.
    pub embed: String,
    /// The same with a place for synchronisations, where there is one to see.
    pub sync: Option<String>,
}

/// What stands open.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// The menu of a thing on the stage.
    Menu(Menu),
    /// The list of scripts.
    Scripts,
    /// The editor.
    Editor(Editor),
    /// Link and embedding.
    Share(Shared),
    /// The keys.
    Help,
}

/// The identifier of the button that opens something.
pub const fn opener(opening: Opening) -> &'static str {
    match opening {
        Opening::Scripts => "open-scripts",
        Opening::Editor => "open-editor",
        Opening::Share => "open-share",
        Opening::Help => "open-help",
    }
}

impl Overlay {
    /// Where the focus goes when it closes.
    pub fn origin(&self) -> Focus {
        match self {
            Self::Menu(menu) => Focus::Aim {
                side: menu.pointed.side,
                aim: aim::write_target(&menu.pointed.target),
            },
            Self::Scripts => Focus::Id(opener(Opening::Scripts)),
            Self::Editor(_) => Focus::Id(opener(Opening::Editor)),
            Self::Share(_) => Focus::Id(opener(Opening::Share)),
            Self::Help => Focus::Id(opener(Opening::Help)),
        }
    }
}

impl Menu {
    /// The menu of a thing at this moment.
    pub fn of(pointed: Pointed, lab: &dyn Lab, picture: &Picture, language: Language) -> Self {
        let offers = lab.offers(&pointed.target);
        let mut requests: Vec<String> = Vec::new();
        // A client takes whole commands.
        let worded = match &pointed.target {
            Target::Node(node) => picture.node(*node).is_some_and(|it| it.client.is_some()),
            Target::Envelope(_) | Target::Link(..) => false,
        };
        if worded {
            requests.push(format!(
                "submit {} ",
                heading(&pointed.target, picture, language)
            ));
        }
        for prefix in offers
            .iter()
            .filter(|_| !worded)
            .filter_map(|offer| request_prefix(&offer.choice))
        {
            if !requests.iter().any(|known| known == prefix) {
                requests.push(prefix.to_owned());
            }
        }
        let links = match &pointed.target {
            Target::Node(node) => links_of(*node, picture, language),
            Target::Envelope(key) => others_of(key, picture),
            Target::Link(..) => Vec::new(),
        };
        let heading = heading(&pointed.target, picture, language);
        let effects = lab.effects(&pointed.target);
        let fields = match &pointed.target {
            Target::Envelope(_) => lab.fields(&pointed.target),
            Target::Node(_) | Target::Link(..) => Vec::new(),
        };
        Self {
            pointed,
            heading,
            offers,
            requests,
            links,
            fields,
            effects,
            alone: None,
        }
    }

    /// The menu of a thing in one of two runs side by side: nothing can be chosen there.
    pub fn looked_at(
        pointed: Pointed,
        lab: &dyn Lab,
        picture: &Picture,
        language: Language,
    ) -> Self {
        Self {
            heading: heading(&pointed.target, picture, language),
            fields: lab.fields(&pointed.target),
            alone: Some(lab.title().to_owned()),
            offers: Vec::new(),
            requests: Vec::new(),
            links: Vec::new(),
            effects: Vec::new(),
            pointed,
        }
    }
}

/// `submit p1 propose ` of `submit p1 propose A`, `submit c1 ask ` of `submit c1 ask A p2`: what a
/// request begins with before its value. Without what follows it, a client asks whom it likes.
fn request_prefix(choice: &str) -> Option<&str> {
    let mut spaces = choice.match_indices(' ').map(|(at, _)| at);
    let before_value = spaces.nth(2).filter(|_| choice.starts_with("submit "))?;
    Some(&choice[..=before_value])
}

fn links_of(node: u8, picture: &Picture, language: Language) -> Vec<(Target, String)> {
    let links = picture
        .view()
        .links
        .iter()
        .filter(|link| link.a == node || link.b == node);
    let named = |link: &ensemble_core::view::LinkView| {
        let target = Target::Link(link.a, link.b);
        let heading = heading(&target, picture, language);
        (target, heading)
    };
    links.map(named).collect()
}

/// The other messages of a bundle, by their places in it.
#[inline(never)]
fn others_of(key: &str, picture: &Picture) -> Vec<(Target, String)> {
    let all = picture.bundled(key).into_iter().enumerate();
    let named = all.map(|(place, it)| {
        let name = format!("{}. {} {}", place + 1, it.kind, it.brief);
        (Target::Envelope(it.key.clone()), name.trim_end().to_owned())
    });
    let others = named.filter(|(target, _)| *target != Target::Envelope(key.to_owned()));
    others.collect()
}

/// What a thing is called.
pub fn heading(target: &Target, picture: &Picture, language: Language) -> String {
    match target {
        Target::Node(node) => picture.name(*node).to_owned(),
        Target::Link(a, b) => {
            let (a, b) = (picture.name(*a), picture.name(*b));
            Label::Link { a, b }.text(language).into_owned()
        }
        Target::Envelope(key) => picture.envelope(key).map_or_else(String::new, |envelope| {
            format!("{} {}", envelope.kind, envelope.brief)
                .trim_end()
                .to_owned()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::request_prefix;

    #[test]
    fn a_request_with_a_value_has_a_prefix() {
        assert_eq!(
            request_prefix("submit p1 propose A"),
            Some("submit p1 propose ")
        );
        assert_eq!(request_prefix("submit c1 sync"), None);
        assert_eq!(request_prefix("crash a1"), None);
    }
}
