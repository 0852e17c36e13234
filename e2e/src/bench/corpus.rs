//! A history as large as histories get: 10,000 conversations, 200,000 messages, 100 MB, in four languages.
//!
//! Made of words that are made of syllables, both as unevenly used as in real texts, always the same. What is looked
//! for stands in the oldest message and nowhere else. The rows are those the app itself would store.

use std::rc::Rc;

use sotto::domain::archive::durable::{Change, Order};
use sotto::domain::connection::Connection;
use sotto::domain::conversation::Conversation;
use sotto::domain::id::Ids;
use sotto::domain::message::{Body, FinishReason, Reply, ReplyState};
use sotto::domain::moment::Moment;

/// Conversations.
pub const CONVERSATIONS: usize = 10_000;
/// Messages of each.
const MESSAGES: usize = 20;
/// Bytes of a question and of a reply, about.
const BYTES: (usize, usize) = (160, 850);
/// Stands in the oldest message alone, though its syllables stand in many others.
pub const RARE: &str = "뻐꾸기시계";
/// Stands in nearly every conversation.
pub const COMMON: &str = "가나";
/// Stands nowhere, though its syllables do.
pub const NOWHERE: &str = "시계꾸기";

/// Numbers that look drawn by lot and are always the same.
struct Lot(u64);

impl Lot {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    /// One of these, the first ones far more often, as words are used.
    fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        let at = self.uneven(of.len());
        of.get(at).map_or("", String::as_str)
    }

    /// Small numbers far more often than large ones, as words are used: the first of a thousand once in ten times, one
    /// of the first ten once in five, one of the first hundred every other time.
    fn uneven(&mut self, limit: usize) -> usize {
        let drawn = self.below(1 << 16);
        let cube = (((drawn * drawn) >> 16) * drawn) >> 16;
        (cube * limit) >> 16
    }
}

fn vocabulary(lot: &mut Lot, count: usize, syllables: &[String], length: (usize, usize)) -> Vec<String> {
    let word = |lot: &mut Lot| -> String {
        let length = length.0 + lot.below(length.1 - length.0 + 1);
        (0..length).map(|_| lot.one(syllables)).collect()
    };
    (0..count).map(|_| word(lot)).filter(|word| ![RARE, NOWHERE].iter().any(|kept| word.contains(kept))).collect()
}

/// Makes the conversations one after the other, oldest first.
pub struct Corpus {
    lot: Lot,
    ids: Ids,
    languages: Vec<Vec<String>>,
    connection: Rc<Connection>,
    number: usize,
    /// Bytes of text so far.
    pub bytes: usize,
}

impl Corpus {
    /// The beginning.
    #[must_use]
    pub fn new(connection: Rc<Connection>) -> Self {
        let mut lot = Lot(5);
        let letters = |from: u32, count: u32, step: u32| -> Vec<String> {
            (0..count).filter_map(|at| char::from_u32(from + at * step)).map(String::from).collect()
        };
        // 가 나 다 라 마 바 … first, then less common ones.
        let mut hangul = letters(0xac00, 19, 588);
        hangul.extend(letters(0xac01, 1_100, 9));
        // Neither the most common nor the rarest.
        for (place, syllable) in [(25, "기"), (40, "시"), (80, "계"), (200, "꾸"), (400, "뻐")] {
            hangul.insert(place, syllable.to_owned());
        }
        let latin: Vec<String> = "e t a o in er th re on at en ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt".split(' ').map(str::to_owned).collect();
        let mut kana = letters(0x3042, 80, 1);
        kana.extend(letters(0x30a2, 80, 1));
        kana.extend(letters(0x4e00, 900, 3));
        let han = letters(0x4e00, 2_600, 2);
        let languages = vec![
            vocabulary(&mut lot, 30_000, &hangul, (2, 4)),
            vocabulary(&mut lot, 30_000, &latin, (1, 5)),
            vocabulary(&mut lot, 25_000, &kana, (2, 5)),
            vocabulary(&mut lot, 25_000, &han, (2, 3)),
        ];
        Self { lot, ids: Ids::new(11), languages, connection, number: 0, bytes: 0 }
    }

    fn text(&mut self, language: usize, bytes: usize) -> String {
        let mut text = String::new();
        let spaced = language < 2;
        while text.len() < bytes {
            // Everyone says an English word now and then.
            let language = if self.lot.below(12) == 0 { 1 } else { language };
            let words = self.languages.get(language).map_or(&[][..], Vec::as_slice);
            text.push_str(self.lot.one(words));
            text.push_str(match self.lot.below(14) {
                0 => ". ",
                1 => ", ",
                2 if text.len() > 200 => "\n\n",
                _ if spaced || language == 1 => " ",
                _ => "、",
            });
        }
        self.bytes += text.len();
        text
    }

    /// The rows of the next conversation.
    pub fn rows(&mut self) -> Vec<(String, String)> {
        let talk = self.talk();
        rows(&talk, self.number as u64)
    }

    /// The next conversation. Its place is how many there were with it.
    pub fn talk(&mut self) -> Conversation {
        let now = Moment { wall: 1_700_000_000_000 + self.number as i64 * 3_600_000, steady: 0 };
        let language = self.number % 4;
        let mut talk = Conversation::new(self.ids.conversation(), self.connection.id.clone(), now);
        let mut parent = None;
        for at in 0..MESSAGES {
            let body = if at % 2 == 0 {
                let mut text = self.text(language, BYTES.0);
                if at == 0 {
                    text.push_str(if self.number == 0 { RARE } else { COMMON });
                    talk.title = text.chars().take(40).collect::<String>().into();
                }
                Body::User(text.into())
            } else {
                let mut reply = Reply::waiting(self.connection.id.clone(), "bench-model".into());
                reply.text.push(&self.text(language, BYTES.1));
                reply.state = ReplyState::Finished(FinishReason::Stop);
                Body::Reply(Rc::new(reply))
            };
            parent = Some(talk.add(self.ids.message(), parent, body, now).id.clone());
        }
        self.number += 1;
        talk
    }
}

/// The rows of a conversation in the durable level.
#[must_use]
pub fn rows(talk: &Conversation, order: u64) -> Vec<(String, String)> {
    let talk = Box::new(talk.clone());
    let keep = Order::Keep { conversation: talk, order, known: None, writer: "bench".to_owned() };
    let put = |change| match change {
        Change::Put(key, text) => Some((key, text)),
        _ => None,
    };
    keep.changes(&[]).into_iter().filter_map(put).collect()
}
