//! Choosing: the menu of a thing, choices, branches, the theme.

use super::{
    Reached, Store,
    action::Pointed,
    effect::{Effect, Focus},
    notice::Notice,
    overlay::{Menu, Overlay},
};

/// A value is drawn on cards and in capsules; the core has its own limit and tells it.
const VALUE_CHARS_MAX: usize = 40;
/// More is not typed by hand.
const COMMAND_CHARS_MAX: usize = 4_000;

impl Store {
    /// Opens the menu of a thing, and inspects it.
    #[inline(never)]
    pub(super) fn ask(&mut self, pointed: Pointed) {
        self.playback.pause();
        self.pointed = None;
        let (sides, pictures) = (self.lab.sides(), &self.pictures);
        let (Some(side), Some(picture)) = (sides.get(pointed.side), pictures.get(pointed.side))
        else {
            return;
        };
        let menu = if sides.len() == 1 {
            self.selected = Some(pointed.target.clone());
            let mut menu = Menu::of(pointed, side.lab, picture, self.language);
            if self.embed {
                // A frame in another page has no room for a chain of causes.
                menu.effects.clear();
            }
            menu
        } else {
            Menu::looked_at(pointed, side.lab, picture, self.language)
        };
        self.overlay = Some(Overlay::Menu(menu));
        self.sift();
        self.effects.push(Effect::Focus(Focus::Overlay));
    }

    /// Applies a choice; the address before it stays in the browser's history.
    #[inline(never)]
    pub(super) fn choose(&mut self, choice: &str) {
        self.playback.pause();
        self.keep_address();
        match self.lab.choose(choice) {
            Ok(()) => {
                self.close();
                self.znodes.chain = None;
                self.enter(Reached::Stepped);
                self.push_address();
            }
            Err(unfit) => {
                self.close();
                self.notify(Notice::Refused(unfit.reason));
            }
        }
    }

    #[inline(never)]
    pub(super) fn request(&mut self, prefix: &str, value: &str) {
        // A whole command of a client has no verb before it, and a limit of its own.
        let most = match prefix.split_whitespace().count() {
            2 => COMMAND_CHARS_MAX,
            _ => VALUE_CHARS_MAX,
        };
        let value: String = value.trim().chars().take(most).collect();
        if !value.is_empty() {
            self.choose(&format!("{prefix}{value}"));
        }
    }

    #[inline(never)]
    pub(super) fn switch(&mut self, branch: usize) {
        self.playback.pause();
        self.keep_address();
        self.lab.switch(branch);
        self.znodes.chain = None;
        self.enter(Reached::Jumped);
        self.push_address();
    }

    pub(super) fn cycle_theme(&mut self) {
        self.theme = self.theme.next();
        self.effects.push(Effect::Theme {
            theme: self.theme,
            remember: true,
        });
    }
}
