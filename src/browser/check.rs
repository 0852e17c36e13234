//! Tries a connection: lists its models and, where that proves too little, begins a reply and breaks it off.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{AbortController, AbortSignal};

use crate::browser::background::in_background;
use crate::browser::http::{Body, Unreadable, answer, header, send};
use crate::browser::page::Page;
use crate::browser::reach;
use crate::domain::connection::Refusal;
use crate::domain::error::{Cause, Fault};
use crate::domain::model_choice::ListedModel;
use crate::domain::parameters::Parameters;
use crate::protocol::chat_completions::{Call, Continuing, End, Ending, Question, Turn, call};
use crate::protocol::diagnosis::Permission;
use crate::protocol::models;
use crate::state::action::{Action, Dispatch, Healthy};
use crate::state::effect::Subject;

/// How long a server may take to answer, in milliseconds.
const PATIENCE: u32 = 20_000;
/// How long it may take to list its models where a reply can prove as much.
const LISTING: u32 = 8_000;

type Models = Rc<[Rc<str>]>;

/// Stops a check: its request is aborted and no other one begins. Clones stop the same check.
#[derive(Clone, Default)]
pub struct Stop {
    stopped: Rc<Cell<bool>>,
    /// Of the request under way.
    request: Rc<RefCell<Option<AbortController>>>,
}

impl Stop {
    /// Stops it.
    pub fn stop(&self) {
        self.stopped.set(true);
        if let Some(abort) = self.request.take() {
            abort.abort();
        }
    }
}

/// Finds out whether a connection works.
#[inline(never)]
pub fn check(number: u32, subject: Subject, page: Rc<Page>, stop: Stop, dispatch: Dispatch) {
    in_background(async move {
        let found = health(&subject, &page, &stop).await;
        if !stop.stopped.get() {
            dispatch.send(Action::Checked(number, found));
        }
    });
}

/// Lists a server's models.
#[inline(never)]
pub fn list_models(subject: Subject, page: Rc<Page>, dispatch: Dispatch) {
    in_background(async move {
        let listed = list(&subject, &page, PATIENCE, &Stop::default()).await;
        dispatch.send(Action::ModelsListed(subject.connection.id.clone(), listed));
    });
}

async fn health(subject: &Subject, page: &Page, stop: &Stop) -> Result<Healthy, Fault> {
    let model = &subject.connection.model;
    let listed = list(subject, page, if model.is_empty() { PATIENCE } else { LISTING }, stop).await;
    let has_key = subject.secrets.as_ref().is_some_and(|secrets| !secrets.is_empty());
    match proof(listed, model, has_key) {
        Proof::Enough(found) => found,
        Proof::Needs(_) if stop.stopped.get() => Err(Fault::Unknown),
        Proof::Needs(models) => match begin(subject, page, models.is_some(), stop).await {
            Err(fault) if !says_the_way_is_right(&fault, model, models.is_some()) => Err(fault),
            _ => Ok(Healthy { models }),
        },
    }
}

/// What the list of models proves.
#[derive(Debug, PartialEq, Eq)]
enum Proof {
    /// All there is to know.
    Enough(Result<Healthy, Fault>),
    /// Too little: a reply has to be begun. With the models, if they were listed.
    Needs(Option<Models>),
}

fn proof(listed: Result<Models, Fault>, model: &str, has_key: bool) -> Proof {
    match listed {
        // Many servers show their list to anybody, so that it proves no key, and know only those models that they list.
        Ok(models) if !has_key && (model.is_empty() || models.iter().any(|known| **known == *model)) => {
            Proof::Enough(Ok(Healthy { models: Some(models) }))
        }
        Ok(models) => Proof::Needs(Some(models)),
        // No list, or none for us, while a chat may be had.
        Err(
            Fault::PathUnknown { .. }
            | Fault::Refused { .. }
            | Fault::WebPage { .. }
            | Fault::NotUnderstood { .. }
            | Fault::ServerTrouble { .. },
        ) => Proof::Needs(None),
        Err(Fault::Unreachable { cause: Cause::Cors(_) | Cause::Down, .. }) if !model.is_empty() => Proof::Needs(None),
        Err(fault) => Proof::Enough(Err(fault)),
    }
}

/// Whether a refusal shows that chats are answered there: where no model is chosen yet, a made-up one was asked.
/// Behind a list that could be read only a refused key is news.
fn says_the_way_is_right(fault: &Fault, model: &str, listed: bool) -> bool {
    model.is_empty()
        && match fault {
            Fault::KeyRefused { .. } | Fault::NoCredit { .. } => false,
            Fault::ModelUnknown { .. } | Fault::ParameterRefused { .. } | Fault::Refused { .. } => true,
            _ => listed,
        }
}

/// Lists a server's models with what it says of them.
///
/// # Errors
/// Says why it lists none.
pub async fn described(subject: &Subject, page: &Page) -> Result<Rc<[ListedModel]>, Fault> {
    let call = models::call(&subject.connection, subject.secrets.as_deref()).map_err(|_| no_key(subject))?;
    let (status, kind, bytes) = fetch(&call, subject, page, PATIENCE, &Stop::default()).await?;
    models::described(status, &kind, &bytes, &call.facts())
}

/// Why a service whose list anybody may read refuses the key. None: it takes the key, or there is no telling.
pub async fn refuses_key(subject: &Subject, page: &Page) -> Option<Fault> {
    let path = subject.connection.preset.key_path()?;
    let mut call = models::call(&subject.connection, subject.secrets.as_deref()).ok()?;
    call.address = subject.connection.address.as_ref()?.endpoint(path);
    let (status, kind, bytes) = fetch(&call, subject, page, LISTING, &Stop::default()).await.ok()?;
    matches!(status, 401 | 403).then(|| models::described(status, &kind, &bytes, &call.facts()).err()).flatten()
}

/// Asks for the models.
async fn list(subject: &Subject, page: &Page, patience: u32, stop: &Stop) -> Result<Models, Fault> {
    let call = models::call(&subject.connection, subject.secrets.as_deref()).map_err(|_| no_key(subject))?;
    let (status, kind, bytes) = fetch(&call, subject, page, patience, stop).await?;
    models::list(status, &kind, &bytes, &call.facts())
}

/// The whole answer to a request: status, content type, body.
async fn fetch(
    call: &Call,
    subject: &Subject,
    page: &Page,
    patience: u32,
    stop: &Stop,
) -> Result<(u16, String, Vec<u8>), Fault> {
    let limit = Limit::new(subject, page, patience, stop).await;
    let read = async {
        let response = send(call, limit.signal().as_ref()).await?;
        let body = Body::of(response.body());
        let mut bytes = Vec::new();
        while let Some(more) = body.more().await? {
            bytes.extend(more);
        }
        Ok((response, bytes))
    };
    match read.await {
        Ok((response, bytes)) => {
            let kind = header(&response, "content-type").unwrap_or_default();
            Ok((response.status(), kind, bytes))
        }
        Err(Unreadable) => Err(limit.why(subject, page).await),
    }
}

/// Begins a reply and breaks it off as soon as it comes. A server that is there may well load a model first.
async fn begin(subject: &Subject, page: &Page, is_there: bool, stop: &Stop) -> Result<(), Fault> {
    let call = smallest(subject)?;
    let limit = Limit::new(subject, page, PATIENCE - LISTING, stop).await;
    let Ok(response) = send(&call, limit.signal().as_ref()).await else {
        return if is_there && limit.is_over() { Ok(()) } else { Err(limit.why(subject, page).await) };
    };
    let mut answer = answer(&call, &response);
    let body = Body::of(response.body());
    let end = loop {
        match body.more().await {
            Ok(Some(bytes)) if answer.feed(&bytes).has_output() => return Ok(()),
            Ok(Some(_)) if answer.is_done() || answer.has_error() => break End::Enough,
            Ok(Some(_)) => {}
            Ok(None) => break End::Clean,
            // It took its time over a beginning that was no refusal.
            Err(Unreadable) if limit.is_over() => return Ok(()),
            Err(Unreadable) => break End::Broken,
        }
    };
    match answer.end(end).1 {
        Ending::Failed(fault) => Err(fault),
        Ending::Finished(_) | Ending::Interrupted(_) => Ok(()),
    }
}

/// A request as small as can be: nothing in it that a server could refuse but the key and the model.
fn smallest(subject: &Subject) -> Result<Call, Fault> {
    let mut connection = (*subject.connection).clone();
    let model = if connection.model.is_empty() { "default".into() } else { Rc::clone(&connection.model) };
    connection.refusals.push(Refusal { model: Rc::clone(&model), parameter: "stream_options".into() });
    call(&Question {
        connection: &connection,
        secrets: subject.secrets.as_deref(),
        model: &model,
        system_prompt: "",
        parameters: &Parameters::default(),
        messages: &[Turn::Asked("Hi")],
        continuing: Continuing::No,
    })
    .map_err(|_| no_key(subject))
}

fn no_key(subject: &Subject) -> Fault {
    let host = subject.connection.address.as_ref().map(|address| address.host().into()).unwrap_or_default();
    Fault::KeyRefused { host, status: 401, had_key: false, said: Rc::default() }
}

/// Breaks a request off when it takes too long, and in any case at its end.
struct Limit {
    abort: Option<AbortController>,
    over: Rc<Cell<bool>>,
    _timer: Option<Timeout>,
}

impl Limit {
    /// From now on. There is none while the browser may be asking the person whether the local network is allowed.
    async fn new(subject: &Subject, page: &Page, patience: u32, stop: &Stop) -> Self {
        let (abort, over) = (AbortController::new().ok(), Rc::new(Cell::new(false)));
        stop.request.borrow_mut().clone_from(&abort);
        let guarded = subject.connection.address.as_ref().filter(|_| !page.is_local());
        let asking = match guarded {
            Some(address) => reach::local_network(address).await == Permission::Prompt,
            None => false,
        };
        let (aborted, late) = (abort.clone(), Rc::clone(&over));
        let timer = (!asking).then(|| {
            Timeout::new(patience, move || {
                late.set(true);
                if let Some(abort) = aborted {
                    abort.abort();
                }
            })
        });
        Self { abort, over, _timer: timer }
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.abort.as_ref().map(AbortController::signal)
    }

    fn is_over(&self) -> bool {
        self.over.get()
    }

    /// Why nothing could be read.
    async fn why(&self, subject: &Subject, page: &Page) -> Fault {
        if !self.is_over() {
            return reach::why(&subject.connection, page, self.signal().as_ref()).await;
        }
        let host = subject.connection.address.as_ref().map(|address| address.host().into()).unwrap_or_default();
        Fault::Unreachable { host, cause: Cause::Down }
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset::Preset;

    fn listed(ids: &[&str]) -> Result<Models, Fault> {
        Ok(ids.iter().map(|id| Rc::from(*id)).collect())
    }

    fn unreachable(cause: Cause) -> Result<Models, Fault> {
        Err(Fault::Unreachable { host: "x".into(), cause })
    }

    #[test]
    fn a_list_proves_enough_only_where_it_says_all_there_is_to_know() {
        let check = |listed: Result<Models, Fault>, model: &str, has_key: bool, enough: bool| {
            let proof = proof(listed.clone(), model, has_key);
            assert_eq!(matches!(proof, Proof::Enough(_)), enough, "{listed:?} {model} {has_key}");
        };
        check(listed(&["a"]), "a", false, true);
        check(listed(&["a"]), "", false, true);
        check(listed(&["a"]), "", true, false);
        check(listed(&["a"]), "a", true, false);
        check(listed(&["a"]), "b", false, false);
        check(Err(Fault::PathUnknown { address: "x".into(), said: "".into() }), "", false, false);
        check(Err(Fault::NotUnderstood { said: "".into() }), "a", false, false);
        check(unreachable(Cause::Cors(Preset::Vllm)), "a", false, false);
        check(unreachable(Cause::Cors(Preset::Vllm)), "", false, true);
        check(unreachable(Cause::LocalNetworkDenied), "a", false, true);
        check(Err(Fault::Offline), "a", false, true);
        check(Err(Fault::Redirected { host: "x".into() }), "a", false, true);
    }

    #[test]
    fn a_made_up_model_may_be_refused_and_a_chosen_one_may_not() {
        let unknown = Fault::ModelUnknown { model: "default".into(), said: "".into() };
        let refused = Fault::KeyRefused { host: "x".into(), status: 401, had_key: true, said: "".into() };
        let no_path = Fault::PathUnknown { address: "x".into(), said: "".into() };
        for listed in [false, true] {
            assert!(says_the_way_is_right(&unknown, "", listed));
            assert!(!says_the_way_is_right(&unknown, "a", listed));
            assert!(!says_the_way_is_right(&refused, "", listed), "a public list proves no key");
            assert_eq!(says_the_way_is_right(&no_path, "", listed), listed);
        }
    }
}
