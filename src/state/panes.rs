//! What stands beside the page and lies over it: shown, hidden, closed by Escape.

use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::state::effect::{Effect, Place};
use crate::state::{Page, State};

impl State {
    #[inline(never)]
    pub(super) fn sidebar_toggled(&mut self, narrow: bool) -> Vec<Effect> {
        if narrow {
            self.page.drawer = !self.page.drawer;
            return Vec::new();
        }
        let sidebar = !self.settings.sidebar;
        self.settings_changed(Settings { sidebar, ..(*self.settings).clone() })
    }

    #[inline(never)]
    pub(super) fn panel_toggled(&mut self, narrow: bool) -> Vec<Effect> {
        if narrow {
            self.page.sheet = !self.page.sheet;
            return Vec::new();
        }
        let panel = !self.settings.panel;
        self.settings_changed(Settings { panel, ..(*self.settings).clone() })
    }

    #[inline(never)]
    pub(super) fn escaped(&mut self, now: Moment) -> Vec<Effect> {
        let page = &mut self.page;
        if page.shortcuts || page.drawer || page.sheet {
            *page = Page { offline: page.offline, ..Page::default() };
            return vec![Effect::Focus(Place::Composer)];
        }
        self.stop_pressed(now)
    }

    #[inline(never)]
    pub(super) fn search_wanted(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.settings.sidebar {
            effects.extend(self.sidebar_toggled(false));
        }
        self.page.drawer = true;
        effects.push(Effect::Focus(Place::Search));
        effects
    }
}
