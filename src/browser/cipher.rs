//! WebCrypto: a key from a passphrase, and texts under it.
//!
//! An adapter and nothing more. Promises: the key cannot be read out of the browser, a nonce is drawn anew for each
//! text, and whatever the browser throws is None. What is kept of it in which form is `domain::archive::vault`'s.

use js_sys::{Array, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::browser::device::window;
use crate::domain::archive::vault::{Salt, Sealed};

/// A key made of a passphrase.
#[derive(Clone, Debug)]
pub struct Cipher {
    key: CryptoKey,
    /// What it was made with.
    pub salt: Salt,
}

/// Whether this page can encrypt. Browsers let no page that came by plain http.
pub fn is_here() -> bool {
    subtle().is_some()
}

fn subtle() -> Option<SubtleCrypto> {
    window().crypto().ok().map(|crypto| crypto.subtle()).filter(|subtle| subtle.is_object())
}

/// Fills bytes with what nobody can foresee.
fn draw(bytes: &mut [u8]) -> Option<()> {
    window().crypto().ok()?.get_random_values_with_u8_array(bytes).ok().map(drop)
}

/// A salt nobody has.
pub fn salt() -> Option<Salt> {
    let mut salt = Salt::default();
    draw(&mut salt).map(|()| salt)
}

/// What a promise brings. None: it was refused.
async fn brought(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}

fn object(members: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn words(words: &[&str]) -> JsValue {
    words.iter().map(|word| JsValue::from_str(word)).collect::<Array>().into()
}

impl Cipher {
    /// Makes a key of a passphrase. It is set in one form first, as keyboards compose letters differently.
    pub async fn derive(passphrase: &str, salt: &Salt, rounds: u32) -> Option<Self> {
        let subtle = subtle()?;
        let passphrase: String = JsString::from(passphrase).normalize("NFKC").into();
        let bytes = Uint8Array::from(passphrase.as_bytes());
        let usages = words(&["deriveKey"]);
        let raw = brought(subtle.import_key_with_str("raw", &bytes, "PBKDF2", false, &usages)).await?;
        let how = object(&[
            ("name", &"PBKDF2".into()),
            ("hash", &"SHA-256".into()),
            ("iterations", &rounds.into()),
            ("salt", &Uint8Array::from(salt.as_slice())),
        ]);
        let what = object(&[("name", &"AES-GCM".into()), ("length", &256.into())]);
        let usages = words(&["encrypt", "decrypt"]);
        let key = subtle.derive_key_with_object_and_object(&how, raw.unchecked_ref(), &what, false, &usages);
        Some(Self { key: brought(key).await?.unchecked_into(), salt: *salt })
    }

    fn how(nonce: &[u8], bound: &str) -> Object {
        object(&[
            ("name", &"AES-GCM".into()),
            ("iv", &Uint8Array::from(nonce)),
            ("additionalData", &Uint8Array::from(bound.as_bytes())),
        ])
    }

    /// Encrypts a text; it can be decrypted only with the same `bound`.
    pub async fn seal(&self, text: &str, bound: &str) -> Option<Sealed> {
        let mut sealed = Sealed { nonce: Default::default(), data: Vec::new() };
        draw(&mut sealed.nonce)?;
        let (how, bytes) = (Self::how(&sealed.nonce, bound), Uint8Array::from(text.as_bytes()));
        let data = brought(subtle()?.encrypt_with_object_and_buffer_source(&how, &self.key, &bytes)).await?;
        sealed.data = Uint8Array::new(&data).to_vec();
        Some(sealed)
    }

    /// Decrypts a text. None: it is another key's, bound to something else, or not as it was.
    pub async fn open(&self, sealed: &Sealed, bound: &str) -> Option<String> {
        let (how, bytes) = (Self::how(&sealed.nonce, bound), Uint8Array::from(sealed.data.as_slice()));
        let text = brought(subtle()?.decrypt_with_object_and_buffer_source(&how, &self.key, &bytes)).await?;
        String::from_utf8(Uint8Array::new(&text).to_vec()).ok()
    }
}
