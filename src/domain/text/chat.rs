//! The sentences of the chat: composer, transcript, messages.

/// The chat's sentences.
#[derive(Debug)]
pub struct Chat {
    /// Who asks, in a copied conversation.
    pub you: &'static str,
    /// Who answers, in a copied conversation.
    pub model: &'static str,
}

/// English.
pub const EN: Chat = Chat { you: "You", model: "Model" };

/// Korean.
pub const KO: Chat = Chat { you: "나", model: "모델" };
