//! Opening: menus and sheets, scripts, addresses.

use ensemble_core::{
    drive::script::Fault,
    lab::{self, Lab},
    narrate::Language,
    view::TimeView,
};

use super::{
    Reached, Store,
    action::{Copied, Opening},
    effect::{Effect, Focus},
    fetching::By,
    overlay::{Editor, FaultLine, Overlay, Shared},
    route::Address,
    znodes::Znodes,
};
use crate::labels::Label;

impl Store {
    #[inline(never)]
    pub(super) fn open(&mut self, opening: Opening) {
        self.forget_errand();
        self.playback.pause();
        self.pointed = None;
        self.overlay = Some(match opening {
            Opening::Scripts => Overlay::Scripts,
            Opening::Editor => Overlay::Editor(Editor {
                draft: self.lab.script().to_owned(),
                faults: Vec::new(),
            }),
            Opening::Share => Overlay::Share(self.shared()),
            Opening::Help => Overlay::Help,
        });
        self.effects.push(Effect::Focus(Focus::Overlay));
    }

    fn shared(&self) -> Shared {
        let fragment = self.lab.link();
        let base = &self.base;
        let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
        let title = escaped(self.lab.title());
        let frame = |asked: &str| {
            let source = escaped(&format!("{base}?{asked}#{fragment}"));
            format!(
                "<iframe src=\"{source}\" title=\"{title}\" width=\"720\" \
                 height=\"560\" loading=\"lazy\"></iframe>"
            )
        };
        let seen = self.views.sync.is_some() && self.views.compared.is_empty();
        Shared {
            link: format!("{base}#{fragment}"),
            embed: frame("embed"),
            sync: seen.then(|| frame("embed&view=sync")),
        }
    }

    /// Closes what is open, whatever that is.
    pub(super) fn close(&mut self) {
        self.forget_errand();
        if let Some(overlay) = self.overlay.take() {
            self.effects.push(Effect::Focus(overlay.origin()));
        } else {
            self.pointed = None;
            self.selected = None;
        }
    }

    pub(super) fn draft(&mut self, text: String) {
        if let Some(Overlay::Editor(editor)) = &mut self.overlay {
            editor.draft = text;
        }
    }

    #[inline(never)]
    pub(super) fn run_draft(&mut self) {
        let Some(Overlay::Editor(editor)) = &mut self.overlay else {
            return;
        };
        match lab::open(&editor.draft) {
            Ok(lab) => self.replace(lab),
            Err(faults) => editor.faults = fault_lines(&faults, self.language),
        }
    }

    #[inline(never)]
    pub(super) fn caret(&mut self, line: u32, column: u32) {
        if let Some(Overlay::Editor(editor)) = &self.overlay {
            self.effects
                .push(Effect::Caret(caret_offset(&editor.draft, line, column)));
        }
    }

    pub(super) fn open_sample(&mut self, name: &str) {
        let script = Some(name.to_owned());
        let address = Address {
            script,
            ..Address::default()
        };
        self.go(address, By::Reader);
    }

    /// Opens one of two runs alone, at the stop where it stands.
    #[inline(never)]
    pub(super) fn open_alone(&mut self, side: usize) {
        let link = self.lab.sides().get(side).map(|side| side.lab.link());
        if link.is_some() {
            let address = Address {
                fragment: link,
                ..Address::default()
            };
            self.go(address, By::Reader);
        }
    }

    /// Another run takes the place of this one, which stays in the browser's history.
    pub(super) fn replace(&mut self, lab: Box<dyn Lab>) {
        self.keep_address();
        self.close();
        self.notice = None;
        self.show(lab);
        self.push_address();
    }

    pub(super) fn show(&mut self, mut lab: Box<dyn Lab>) {
        lab.set_language(self.language);
        self.lab = lab;
        // What is known of a diagram is of the run before.
        self.views.diagram = TimeView::default();
        self.selected = None;
        self.znodes = Znodes::new();
        self.playback.pause();
        self.enter(Reached::Jumped);
        self.entitle();
    }

    #[inline(never)]
    pub(super) fn copy(&mut self, what: Copied) {
        if let Some(Overlay::Share(shared)) = &self.overlay {
            let text = match what {
                Copied::Link => Some(&shared.link),
                Copied::Embed => Some(&shared.embed),
                Copied::Sync => shared.sync.as_ref(),
            };
            self.effects.extend(text.cloned().map(Effect::Copy));
        }
    }

    /// The browser went to another address: by Back, by Forward, or by the reader's hand.
    pub(super) fn arrive(&mut self, address: &Address) {
        if address.fragment.is_some() && address.fragment == self.written {
            return;
        }
        self.written.clone_from(&address.fragment);
        self.go(address.clone(), By::Browser);
    }

    pub(super) fn entitle(&mut self) {
        let title = Label::DocumentTitle(self.lab.title()).text(self.language);
        self.effects.push(Effect::Title(title.into_owned()));
    }

    /// Writes the run into the address if it is not there yet. Nothing shown changes.
    pub(super) fn settle(&mut self) -> bool {
        // It takes a browser two frames, and at the next stop of a play it would be another one.
        if !self.playback.playing {
            self.keep_address();
        }
        false
    }

    /// Before a new entry of the history is made: the entry there shall hold the run as it is.
    pub(super) fn keep_address(&mut self) {
        if self.written.is_none() && !self.is_arriving() {
            let link = self.lab.link();
            self.effects.push(Effect::Replace(link.clone()));
            self.written = Some(link);
        }
    }

    /// A new entry of the history. A frame makes none: the history is its host's.
    pub(super) fn push_address(&mut self) {
        self.errand = None;
        let link = self.lab.link();
        if self.written.as_ref() == Some(&link) {
            return;
        }
        let effect = if self.embed {
            Effect::Replace
        } else {
            Effect::Push
        };
        self.effects.push(effect(link.clone()));
        self.written = Some(link);
    }
}

fn fault_lines(faults: &[Fault], language: Language) -> Vec<FaultLine> {
    let line = |fault: &Fault| FaultLine {
        line: fault.line,
        column: fault.column,
        message: language.fault(&fault.kind),
    };
    faults.iter().map(line).collect()
}

/// Where a place in a text is, in UTF-16 units, as the browser counts.
fn caret_offset(text: &str, line: u32, column: u32) -> u32 {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let line = line.saturating_sub(1) as usize;
    let before: u32 = text.split_inclusive('\n').take(line).map(units).sum();
    let inside = text.split('\n').nth(line).unwrap_or("");
    let column = column.saturating_sub(1) as usize;
    before + units(&inside.chars().take(column).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::caret_offset;

    #[test]
    fn places_are_counted_in_utf_16_units() {
        let text = "a\n提😀x\nlast";
        assert_eq!(caret_offset(text, 1, 1), 0);
        assert_eq!(caret_offset(text, 2, 3), 2 + 3);
        assert_eq!(caret_offset(text, 3, 2), 2 + 5 + 1);
        assert_eq!(caret_offset(text, 9, 9), text.encode_utf16().count() as u32);
    }
}
