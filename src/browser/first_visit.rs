//! What a first visit asks of the browser: to list a server's models and find out whether it takes the key, and to carry
//! what stands in the field over the load that a narrowed page needs.

use std::rc::Rc;

use crate::browser::background::in_background;
use crate::browser::check::{described, refuses_key};
use crate::browser::device::window;
use crate::browser::page::Page;
use crate::domain::secret::Secret;
use crate::state::action::{Action, Dispatch};
use crate::state::first_visit::{Command, Step};

/// Where the field's text is while the page is loaded again. It is erased before anything else.
const CARRIED: &str = "sotto/carried";

/// Carries a command out.
pub fn run(command: Command, page: &Rc<Page>, dispatch: Dispatch) {
    let tab = window().session_storage().ok().flatten();
    match command {
        Command::List(number, subject) => {
            let page = Rc::clone(page);
            in_background(async move {
                let mut listed = described(&subject, &page).await;
                if listed.is_ok()
                    && let Some(refused) = refuses_key(&subject, &page).await
                {
                    listed = Err(refused);
                }
                dispatch.send(Action::FirstVisit(Step::Listed(number, listed)));
            });
        }
        Command::Carry(text) => {
            if let Some(tab) = tab {
                let _ = tab.set_item(CARRIED, text.reveal());
            }
        }
        Command::TakeCarried => {
            let carried = tab.as_ref().and_then(|tab| tab.get_item(CARRIED).ok().flatten());
            if let (Some(tab), Some(carried)) = (tab, carried) {
                let _ = tab.remove_item(CARRIED);
                dispatch.send(Action::FirstVisit(Step::Carried(Secret::new(&carried))));
            }
        }
    }
}
