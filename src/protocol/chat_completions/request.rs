//! Writing a request: always model, messages, `stream` and `stream_options`; everything else only if the person set it.
//!
//! What a model refused before is left out. The person's extra body is merged last and stays as it was typed.

use std::borrow::Cow;
use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::error::Obstacle;
use crate::domain::json;
use crate::domain::parameters::Parameters;
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;
use crate::protocol::chat_completions::{Call, Headers, Question, messages};

/// Whether a text is no extra body: neither empty nor a JSON object.
#[must_use]
pub fn extra_body_problem(text: &str) -> bool {
    !text.trim().is_empty() && json::members(text).is_none()
}

pub(super) fn call(question: &Question<'_>) -> Result<Call, Obstacle> {
    let Question { connection, model, parameters, .. } = *question;
    let address = connection.address.as_ref().ok_or(Obstacle::NoConnection)?;
    if model.is_empty() {
        return Err(Obstacle::NoModel);
    }
    let (mut headers, had_key) = headers(connection, question.secrets)?;
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push(("content-type".into(), Secret::new("application/json")));
    }
    let (body, streamed, extra) = body(question, parameters)?;
    Ok(Call {
        address: address.endpoint("chat/completions"),
        headers,
        body,
        streamed,
        host: address.host().into(),
        model: model.into(),
        had_key,
        extra,
    })
}

/// The headers that open a server, and whether a key is among them. Secrets of another origin never are.
///
/// # Errors
/// A key was typed, but for another server.
pub fn headers(connection: &Connection, secrets: Option<&Secrets>) -> Result<(Headers, bool), Obstacle> {
    let mut headers: Headers = Vec::new();
    let facts = connection.preset.facts();
    if let Some((name, value)) = facts.header {
        headers.push((name.into(), Secret::new(value)));
    }
    let Some(secrets) = secrets else { return Ok((headers, false)) };
    if !connection.owns(secrets) {
        let local = connection.address.as_ref().is_some_and(|address| address.is_local());
        let missed = !secrets.key.is_empty() && (facts.needs_key || !local);
        return if missed { Err(Obstacle::KeyMissing) } else { Ok((headers, false)) };
    }
    let named =
        |list: &[(Rc<str>, Secret)], wanted: &str| list.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let key = header_value(secrets.key.reveal());
    let had_key = !key.is_empty() || named(&secrets.headers, "authorization");
    if !key.is_empty() && !named(&secrets.headers, "authorization") {
        headers.push(("authorization".into(), Secret::new(&["Bearer ", &key].concat())));
    }
    headers.retain(|(name, _)| !named(&secrets.headers, name));
    headers.extend(
        secrets
            .headers
            .iter()
            .filter(|(name, _)| is_header_name(name))
            .map(|(name, value)| (Rc::clone(name), Secret::new(&header_value(value.reveal())))),
    );
    Ok((headers, had_key))
}

/// What a header can carry of a pasted text. `fetch` throws over the rest, which would look like a dead server.
fn header_value(text: &str) -> String {
    text.chars().filter(|c| matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}')).collect::<String>().trim().to_owned()
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// An object that is being written.
struct Body<'a> {
    out: String,
    connection: &'a Connection,
    model: &'a str,
    extra: Vec<(Cow<'a, str>, &'a str)>,
}

impl Body<'_> {
    /// Writes a member, unless the model refused it or the person's own body has it.
    fn put(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        if !self.refused(name) {
            self.always(name, write);
        }
    }

    /// Writes a member, unless the person's own body has it.
    fn always(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        if !self.extra.iter().any(|(key, _)| key == name) {
            self.name(name);
            write(&mut self.out);
        }
    }

    fn name(&mut self, name: &str) {
        self.out.push(if self.out.is_empty() { '{' } else { ',' });
        json::write_text(&mut self.out, name);
        self.out.push(':');
    }

    fn refused(&self, name: &str) -> bool {
        self.connection.refuses(self.model, name)
    }
}

/// The body, whether it asks for a stream, and the fields of the person's own in it.
fn body(question: &Question<'_>, parameters: &Parameters) -> Result<(String, bool, Vec<Rc<str>>), Obstacle> {
    let extra = match parameters.extra_body.trim() {
        "" => Vec::new(),
        text => json::members(text).ok_or(Obstacle::ExtraBody)?,
    };
    let model = question.model;
    let mut body = Body { out: String::new(), connection: question.connection, model, extra };
    // A reply that is shown whole is asked for as a stream too: what has come is journaled, and many servers notice only
    // while they stream that nobody waits for the answer any more.
    let streamed = match body.extra.iter().rev().find(|(key, _)| key == "stream") {
        Some((_, value)) => *value == "true",
        None => !body.refused("stream"),
    };
    // What every request needs is no parameter that could be left out.
    body.always("model", |out| json::write_text(out, model));
    let system_role = if is_newer_openai(question) { "developer" } else { "system" };
    body.always("messages", |out| messages::write(out, question, system_role));
    body.always("stream", |out| out.push_str(if streamed { "true" } else { "false" }));
    if streamed {
        body.put("stream_options", |out| out.push_str("{\"include_usage\":true}"));
    }
    if let Some(tokens) = parameters.max_tokens {
        let mut names = ["max_tokens", "max_completion_tokens"];
        if is_newer_openai(question) {
            names.reverse();
        }
        if let Some(name) = names.into_iter().find(|name| !body.refused(name)) {
            body.put(name, |out| out.push_str(&tokens.to_string()));
        }
    }
    for (name, value) in [
        ("temperature", parameters.temperature),
        ("top_p", parameters.top_p),
        ("presence_penalty", parameters.presence_penalty),
        ("frequency_penalty", parameters.frequency_penalty),
    ] {
        if let Some(value) = value {
            body.put(name, |out| out.push_str(&value.text()));
        }
    }
    if let Some(seed) = parameters.seed {
        body.put("seed", |out| out.push_str(&seed.to_string()));
    }
    if !parameters.stop.is_empty() {
        body.put("stop", |out| {
            for (at, text) in parameters.stop.iter().enumerate() {
                out.push(if at == 0 { '[' } else { ',' });
                json::write_text(out, text);
            }
            out.push(']');
        });
    }
    if let Some(effort) = parameters.reasoning_effort {
        body.put("reasoning_effort", |out| json::write_text(out, effort.wire()));
    }
    let mut own = Vec::new();
    for (name, value) in std::mem::take(&mut body.extra) {
        if !body.refused(&name) {
            body.name(&name);
            body.out.push_str(value);
            own.push(Rc::from(&*name));
        }
    }
    body.out.push('}');
    Ok((body.out, streamed, own))
}

/// Whether it is one of OpenAI's own models that take `max_completion_tokens` and `developer` in place of the older
/// names: the o-series, and GPT-5 and later. Others that carry such a name elsewhere keep the older ones.
fn is_newer_openai(question: &Question<'_>) -> bool {
    if question.connection.preset != Preset::OpenAi {
        return false;
    }
    let name = question.model.strip_prefix("ft:").unwrap_or(question.model);
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
    match (name.strip_prefix('o').and_then(number), name.strip_prefix("gpt-").and_then(number)) {
        (Some(series), _) => (1u32..).contains(&series),
        (_, Some(generation)) => generation >= 5u32,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
